package dev.facet.interpret.pls;

/** How many columns as long as a row of features are worked on together. */
final class Groups {
    private static final long MOST_BYTES = Integer.MAX_VALUE - 4096L; // of a matrix that a Java buffer can hold

    private Groups() {}

    /**
     * At most {@code wanted} columns, each of which takes {@code vectors} vectors of {@code features} floats, within
     * {@code memoryBytes}; at least one. All groups but the last are of this size, and as few as possible.
     */
    static int columns(int features, int vectors, long memoryBytes, int wanted) {
        long vector = 4L * features;
        long fit = Math.max(1, Math.min(memoryBytes / (vector * vectors), MOST_BYTES / vector));
        long groups = Math.max(1, (wanted + fit - 1) / fit);
        return (int) Math.max(1, (wanted + groups - 1) / groups);
    }
}
