package dev.facet.interpret.classify;

import java.util.List;

/**
 * The softmax of a linear function of the features.
 *
 * @param parameters as {@link SoftmaxNewton} orders them
 */
record SoftmaxClassifier(
        int classes,
        VaryingFeatures varying,
        Standardisation standardisation,
        double[] parameters,
        List<String> warnings)
        implements Classifier {
    @Override
    public int features() {
        return varying.features();
    }

    @Override
    public double[][] logPosteriors(Samples samples) {
        Samples seen = varying.of(samples);
        double[][] logs = new double[seen.rows()][classes];
        double[] inputs = SoftmaxNewton.inputs(standardisation);
        for (int row = 0; row < logs.length; row++) {
            standardisation.apply(seen, row, inputs);
            SoftmaxNewton.logits(parameters, inputs, logs[row]);
            Posteriors.normalise(logs[row]);
        }
        return logs;
    }
}
