package dev.facet.interpret.classify;

/** A way to learn a classifier from labelled samples; a value, with its settings. */
public interface ClassifierMethod {
    /** Its name in results, such as {@code qda}. */
    String name();

    /**
     * Learns from samples.
     *
     * @param labels the class of each sample, 0 to {@code classes - 1}
     * @param classes at least 2, each with a sample at least
     * @throws IllegalArgumentException if labels and samples differ in number, a label is no class, or a class has no
     *     sample
     */
    Classifier fit(Samples samples, int[] labels, int classes);
}
