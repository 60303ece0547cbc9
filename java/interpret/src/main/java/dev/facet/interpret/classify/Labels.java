package dev.facet.interpret.classify;

/** Checks that all classifiers make of what they learn from. */
final class Labels {
    private Labels() {}

    /**
     * How many samples each class has.
     *
     * @throws IllegalArgumentException as {@link ClassifierMethod#fit} says
     */
    static int[] counts(Samples samples, int[] labels, int classes) {
        if (classes < 2) {
            throw new IllegalArgumentException("a classifier needs at least 2 classes, not " + classes);
        }
        if (labels.length != samples.rows()) {
            throw new IllegalArgumentException(labels.length + " labels for " + samples);
        }
        int[] counts = new int[classes];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException("label " + labels[i] + " of sample " + i + " is none of " + classes
                        + " classes; leave out samples without a label");
            }
            counts[labels[i]]++;
        }
        for (int k = 0; k < classes; k++) {
            if (counts[k] == 0) {
                throw new IllegalArgumentException("class " + k + " of " + classes + " has no sample to learn from");
            }
        }
        return counts;
    }

    /** @throws IllegalArgumentException if samples have other features than a model was fitted on */
    static void requireFeatures(Samples samples, int features) {
        if (samples.columns() != features) {
            throw new IllegalArgumentException(
                    samples + " for a model of " + features + " features; give it those it was fitted on");
        }
    }
}
