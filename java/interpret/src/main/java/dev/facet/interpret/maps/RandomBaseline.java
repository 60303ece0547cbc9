package dev.facet.interpret.maps;

import java.util.SplittableRandom;

/**
 * What a metric gives for maps that mean nothing. Every number of a network is read beside these, since even a random
 * tenth of a face overlaps some part.
 *
 * <p>Seeded by position: the map for (seed, image, channel) is the same whatever the order or thread.
 */
public final class RandomBaseline {
    private RandomBaseline() {}

    /** Which random maps stand in for the network's. */
    public enum Kind {
        /** The network's own values in shuffled places: same values, no position, no smoothness. */
        SHUFFLED("the network's own maps with their cells shuffled"),
        /** Rectified noise smoothed over 1.5 cells: blobs anywhere, as smooth as real maps. */
        SMOOTH("smooth random blobs");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** What it is, for a caption. */
        public String words() {
            return words;
        }
    }

    /** Standard deviation of the smoothing of {@link Kind#SMOOTH}, in cells of the map. */
    public static final double SMOOTHING_CELLS = 1.5;

    /**
     * A random stand-in for one map.
     *
     * @param map height × width values of the network, left unchanged
     * @return height × width values
     */
    public static float[] standIn(Kind kind, float[] map, int height, int width, long seed, int image, int channel) {
        SplittableRandom random = randomAt(seed, image, channel);
        return switch (kind) {
            case SHUFFLED -> shuffled(map, random);
            case SMOOTH -> smooth(height, width, SMOOTHING_CELLS, random);
        };
    }

    /** The values in a uniformly random order. */
    public static float[] shuffled(float[] map, SplittableRandom random) {
        float[] out = map.clone();
        for (int i = out.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            float t = out[i];
            out[i] = out[j];
            out[j] = t;
        }
        return out;
    }

    /**
     * Gaussian noise, smoothed by a Gaussian of {@code sigmaCells}, brought back to unit variance and rectified.
     *
     * <p>The noise extends beyond the map by the reach of the kernel, so that edges are no different from the middle.
     */
    public static float[] smooth(int height, int width, double sigmaCells, SplittableRandom random) {
        int reach = (int) Math.ceil(3 * sigmaCells);
        double[] kernel = new double[2 * reach + 1];
        double energy = 0;
        for (int i = -reach; i <= reach; i++) {
            double weight = sigmaCells == 0 ? 1 : Math.exp(-0.5 * i * i / (sigmaCells * sigmaCells));
            kernel[i + reach] = weight;
            energy += weight * weight;
        }
        // In two dimensions the variance of the sum is the square of one axis' energy.
        int noiseHeight = height + 2 * reach;
        int noiseWidth = width + 2 * reach;
        double[] noise = new double[noiseHeight * noiseWidth];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = random.nextGaussian() / energy;
        }
        double[] rows = new double[noiseHeight * width];
        for (int y = 0; y < noiseHeight; y++) {
            for (int x = 0; x < width; x++) {
                double sum = 0;
                for (int i = 0; i < kernel.length; i++) {
                    sum += kernel[i] * noise[y * noiseWidth + x + i];
                }
                rows[y * width + x] = sum;
            }
        }
        float[] out = new float[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double sum = 0;
                for (int i = 0; i < kernel.length; i++) {
                    sum += kernel[i] * rows[(y + i) * width + x];
                }
                out[y * width + x] = (float) Math.max(0, sum);
            }
        }
        return out;
    }

    private static SplittableRandom randomAt(long seed, int image, int channel) {
        SplittableRandom byImage = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + image);
        return new SplittableRandom(byImage.nextLong() + channel);
    }
}
