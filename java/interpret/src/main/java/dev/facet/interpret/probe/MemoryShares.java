package dev.facet.interpret.probe;

/** How a study divides its memory. */
final class MemoryShares {
    /** Vectors as long as a layer that a regression of a target takes beside two a component: directions, means, sums. */
    private static final int WORKING_VECTORS = 8;

    private MemoryShares() {}

    /** For decoded pictures: three sixteenths. */
    static long pictures(long memoryBytes) {
        return memoryBytes / 16 * 3;
    }

    /** For a regression's weights, loadings and rotations: what it takes, at most three eighths. */
    static long regression(ProbeSettings settings, int features, int targets) {
        long wanted = 4L * features * targets * (WORKING_VECTORS + 2 * settings.components());
        return Math.max(1 << 20, Math.min(settings.memoryBytes() / 8 * 3, wanted));
    }

    /** For features, beside a regression on so many. */
    static long features(ProbeSettings settings, int features, int targets) {
        long memory = settings.memoryBytes();
        return memory - pictures(memory) - regression(settings, features, targets);
    }

    /** For features whatever the regression. */
    static long features(ProbeSettings settings) {
        return settings.memoryBytes() / 16 * 7;
    }
}
