package dev.facet.interpret.classify;

import java.util.ArrayList;
import java.util.List;

/** How every fit of a classifier begins: labels are checked, features with one value left out. */
final class VaryingFit {
    private VaryingFit() {}

    /** The rest of a fit. */
    @FunctionalInterface
    interface Rest {
        /**
         * @param features that vary, at least one
         * @param seen the samples with these alone
         * @param counts how many samples each class has
         * @param warnings to add to
         */
        Classifier fit(VaryingFeatures features, Samples seen, int[] counts, List<String> warnings);
    }

    /**
     * Fits; where no feature varies the answer is the priors.
     *
     * @throws IllegalArgumentException as {@link ClassifierMethod#fit} says
     */
    static Classifier of(Samples samples, int[] labels, int classes, Priors priors, Rest rest) {
        int[] counts = Labels.counts(samples, labels, classes);
        List<String> warnings = new ArrayList<>();
        VaryingFeatures features = VaryingFeatures.of(samples, warnings);
        return features.isEmpty()
                ? new ConstantClassifier(samples.columns(), priors.of(counts), List.copyOf(warnings))
                : rest.fit(features, features.of(samples), counts, warnings);
    }
}
