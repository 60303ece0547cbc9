package dev.facet.interpret.probe;

/** How a study divides its memory, in sixteenths. */
final class MemoryShares {
    private static final int FEATURES = 5;
    private static final int REGRESSION = 4;
    private static final int UNITS = 4;
    private static final int PICTURES = 3;

    private MemoryShares() {}

    /** For features of layers that stay in memory. */
    static long features(ProbeSettings settings) {
        return settings.memoryBytes() / 16 * FEATURES;
    }

    /** For the weights, loadings and rotations of labels that are fitted together, and for their models while they are scored. */
    static long regression(ProbeSettings settings) {
        return settings.memoryBytes() / 16 * REGRESSION;
    }

    /** For copies of single neurons' and channels' features, beside which their own regressions take half of a whole layer's. */
    static long units(ProbeSettings settings) {
        return settings.memoryBytes() / 16 * (UNITS + REGRESSION / 2);
    }

    /** For the features of a layer whose neurons are zeroed; single units are not probed then. */
    static long ablated(ProbeSettings settings) {
        return settings.memoryBytes() / 16 * UNITS;
    }

    /** For decoded pictures. */
    static long pictures(ProbeSettings settings) {
        return settings.memoryBytes() / 16 * PICTURES;
    }
}
