package dev.facet.interpret.classify;

import java.util.Arrays;
import java.util.List;

/** A fitted linear function of features; immutable, and safe to ask from several threads. */
public final class Regressor {
    private final VaryingFeatures features;
    private final Standardisation standardisation;
    private final double[] weights;
    private final double intercept;
    private final List<String> warnings;

    Regressor(
            VaryingFeatures features,
            Standardisation standardisation,
            double[] weights,
            double intercept,
            List<String> warnings) {
        this.features = features;
        this.standardisation = standardisation;
        this.weights = weights;
        this.intercept = intercept;
        this.warnings = List.copyOf(warnings);
    }

    /** How many features it looks at. */
    public int features() {
        return features.features();
    }

    /** What was done to make the fit possible, in whole sentences; empty for a plain fit. */
    public List<String> warnings() {
        return warnings;
    }

    /**
     * The value predicted for each sample.
     *
     * @throws IllegalArgumentException if the samples have other features than it was fitted on
     */
    public double[] predict(Samples samples) {
        Labels.requireFeatures(samples, features());
        double[] predicted = new double[samples.rows()];
        if (features.isEmpty()) {
            Arrays.fill(predicted, intercept);
            return predicted;
        }
        Samples seen = features.of(samples);
        double[] inputs = new double[seen.columns()];
        for (int row = 0; row < predicted.length; row++) {
            standardisation.apply(seen, row, inputs);
            predicted[row] = intercept;
            for (int j = 0; j < inputs.length; j++) {
                predicted[row] += weights[j] * inputs[j];
            }
        }
        return predicted;
    }
}
