package dev.facet.interpret.classify;

import java.util.Arrays;
import java.util.List;

/** What is left of a classifier when no feature varies: the priors, for every sample. */
record ConstantClassifier(int features, double[] priors, List<String> warnings) implements Classifier {
    @Override
    public int classes() {
        return priors.length;
    }

    @Override
    public double[][] logPosteriors(Samples samples) {
        Labels.requireFeatures(samples, features);
        double[][] logs = new double[samples.rows()][];
        Arrays.setAll(logs, row -> Arrays.stream(priors).map(Math::log).toArray());
        return logs;
    }
}
