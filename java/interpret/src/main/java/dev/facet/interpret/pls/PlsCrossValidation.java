package dev.facet.interpret.pls;

import java.util.ArrayList;
import java.util.List;

/**
 * Cross-validation of one target over the number of components. Every fold is a target of its own on the rows outside it, so that
 * all folds are fitted in the same passes over the features.
 */
public final class PlsCrossValidation {
    private final double[] rmsep; // [components, from 0]
    private final double[] explained;
    private final double[][] predictions; // [components, from 0][i]

    private PlsCrossValidation(double[] rmsep, double[] explained, double[][] predictions) {
        this.rmsep = rmsep;
        this.explained = explained;
        this.predictions = predictions;
    }

    /**
     * Leaves out {@code folds} parts in turn, the i-th row belonging to fold i mod {@code folds}; as many folds as rows leave out
     * one at a time.
     *
     * @param target of one column
     */
    public static PlsCrossValidation of(FeatureRows rows, PlsTarget target, int folds, PlsOptions options) {
        int n = target.rowCount();
        if (target.columns() != 1) {
            throw new PlsException("Target " + target.name() + " has " + target.columns()
                    + " columns; cross-validate each column as a target of its own");
        }
        if (folds < 2 || folds > n) {
            throw new PlsException(
                    "Target " + target.name() + " has " + n + " rows; there can be 2 to " + n + " folds, not " + folds);
        }
        List<PlsTarget> parts = new ArrayList<>();
        for (int fold = 0; fold < folds; fold++) {
            parts.add(without(target, fold, folds));
        }
        double[][] predictions = new double[options.components() + 1][n];
        List<PlsModel> models = PlsRegression.fit(rows, parts, options.keepWeights(false));
        float[][][] scores = PlsScores.of(rows, models);
        for (int i = 0; i < n; i++) {
            PlsModel model = models.get(i % folds);
            double value = model.target().mean(0);
            for (int a = 0; a <= options.components(); a++) {
                if (a > 0 && a <= model.components()) {
                    value += model.targetLoading(a - 1, 0) * scores[i % folds][target.row(i)][a - 1];
                }
                predictions[a][i] = value;
            }
        }
        return summary(target, predictions);
    }

    private static PlsTarget without(PlsTarget target, int fold, int folds) {
        int n = target.rowCount();
        int left = n - (n - fold + folds - 1) / folds;
        int[] rows = new int[left];
        double[] values = new double[left];
        double[] all = target.values(0);
        int next = 0;
        for (int i = 0; i < n; i++) {
            if (i % folds != fold) {
                rows[next] = target.row(i);
                values[next++] = all[i];
            }
        }
        return PlsTarget.of(target.name() + " without fold " + fold, rows, values);
    }

    private static PlsCrossValidation summary(PlsTarget target, double[][] predictions) {
        double[] values = target.values(0);
        double total = 0;
        for (int i = 0; i < values.length; i++) {
            total += target.centred(0, i) * target.centred(0, i);
        }
        double[] rmsep = new double[predictions.length];
        double[] explained = new double[predictions.length];
        for (int a = 0; a < predictions.length; a++) {
            double press = 0;
            for (int i = 0; i < values.length; i++) {
                press += Math.pow(values[i] - predictions[a][i], 2);
            }
            rmsep[a] = Math.sqrt(press / values.length);
            explained[a] = 1 - press / total;
        }
        return new PlsCrossValidation(rmsep, explained, predictions);
    }

    /** Root mean squared error of the predictions of left-out rows with that many components; 0 components predict the mean. */
    public double rmsep(int components) {
        return rmsep[components];
    }

    /** Share of the target's variance that those predictions explain, at most 1; negative where the mean predicts better. */
    public double explainedVariance(int components) {
        return explained[components];
    }

    /** The prediction of the i-th row of the target by the models without its fold. */
    public double prediction(int components, int i) {
        return predictions[components][i];
    }

    /** The number of components with the smallest error. */
    public int bestComponents() {
        int best = 0;
        for (int a = 1; a < rmsep.length; a++) {
            best = rmsep[a] < rmsep[best] ? a : best;
        }
        return best;
    }
}
