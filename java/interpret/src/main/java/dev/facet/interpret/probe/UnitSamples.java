package dev.facet.interpret.probe;

import dev.facet.interpret.classify.Samples;
import dev.facet.interpret.pls.PlsModel;
import java.util.stream.IntStream;

/**
 * A label's samples of a probe.
 *
 * @param train of the pictures to fit on
 * @param validation of those to choose by
 * @param test of those to report on
 */
record UnitSamples(Samples train, Samples validation, Samples test) {

    /** The features themselves. */
    static UnitSamples plain(MemoryRows fitted, int[] train, MemoryRows judged, int[] validation, int[] test) {
        return new UnitSamples(plain(fitted, train), plain(judged, validation), plain(judged, test));
    }

    /**
     * Scores of partial least squares.
     *
     * @param judged [row][component]
     */
    static UnitSamples scores(PlsModel model, float[][] judged, int[] validation, int[] test) {
        return new UnitSamples(ofModel(model), ofRows(judged, validation), ofRows(judged, test));
    }

    /** Scores of a head that is fitted to them. */
    ProbeScores scored(Head head) {
        Head.Fitted fitted = head.fit(train);
        return new ProbeScores(fitted.onValidation(validation), fitted.onTest(test));
    }

    /** As {@link #scored}, with an interval of accuracy alone. */
    ProbeScores scoredBriefly(Head head) {
        Head.Fitted fitted = head.fit(train);
        return new ProbeScores(fitted.onValidation(validation), fitted.onTestBriefly(test));
    }

    private static Samples plain(MemoryRows matrix, int... rows) {
        double[] values = new double[rows.length * matrix.features()];
        int at = 0;
        for (int row : rows) {
            for (int j = 0; j < matrix.features(); j++) {
                values[at++] = matrix.at(row, j);
            }
        }
        return Samples.of(rows.length, matrix.features(), values);
    }

    /** Where there is no component a single feature that is 0. */
    private static Samples ofModel(PlsModel model) {
        int rows = model.target().rowCount();
        int columns = Math.max(1, model.components());
        double[] values = new double[rows * columns];
        for (int a = 0; a < model.components(); a++) {
            int component = a;
            double[] scores = model.scores(a);
            IntStream.range(0, rows).forEach(i -> values[i * columns + component] = scores[i]);
        }
        return Samples.of(rows, columns, values);
    }

    private static Samples ofRows(float[][] scores, int... rows) {
        int columns = Math.max(1, scores[0].length);
        double[] values = new double[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            for (int a = 0; a < scores[rows[i]].length; a++) {
                values[i * columns + a] = scores[rows[i]][a];
            }
        }
        return Samples.of(rows.length, columns, values);
    }
}
