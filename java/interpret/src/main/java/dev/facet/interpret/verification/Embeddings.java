package dev.facet.interpret.verification;

import dev.facet.interpret.maps.Finite;

/** Face embeddings as vectors: unit length, flip summing and distances. */
public final class Embeddings {
    private Embeddings() {}

    /**
     * The vector at unit length; a zero vector stays zero, so that an untrained or collapsed network is no error.
     *
     * @throws IllegalArgumentException on NaN or infinity
     */
    public static float[] normalised(float[] embedding) {
        Finite.require(embedding, "embedding");
        double squares = 0;
        for (float v : embedding) {
            squares += (double) v * v;
        }
        double scale = squares == 0 ? 0 : 1 / Math.sqrt(squares);
        float[] unit = new float[embedding.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (embedding[i] * scale);
        }
        return unit;
    }

    /**
     * The unit sum of a face's embedding and that of its mirror image, the usual test-time averaging.
     *
     * @throws IllegalArgumentException if the lengths differ, or on NaN or infinity
     */
    public static float[] flipSum(float[] embedding, float[] mirrored) {
        requireSameLength(embedding, mirrored);
        float[] sum = new float[embedding.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = embedding[i] + mirrored[i];
        }
        return normalised(sum);
    }

    /** The cosine of the angle between two vectors of any length, in [-1, 1]; 0 where one is zero. */
    public static double cosine(float[] a, float[] b) {
        requireSameLength(a, b);
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        if (aa == 0 || bb == 0) {
            return 0;
        }
        return Math.max(-1, Math.min(1, dot / Math.sqrt(aa * bb)));
    }

    /** The squared distance of the two vectors at unit length, in [0, 4]: 2 − 2·cosine. */
    public static double squaredDistance(float[] a, float[] b) {
        return 2 - 2 * cosine(a, b);
    }

    private static void requireSameLength(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(
                    "embeddings of different lengths: " + a.length + " and " + b.length + "; are they of one network?");
        }
    }
}
