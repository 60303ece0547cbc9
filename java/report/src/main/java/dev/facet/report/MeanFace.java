package dev.facet.report;

import dev.facet.faces.Image;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The mean of many faces in one frame: what places in the picture are shown on. */
public final class MeanFace {
    private MeanFace() {}

    /**
     * The mean picture.
     *
     * @param pictures how many, at least 1
     * @param picture gives each; called from several threads
     * @param size height and width to which each is resized
     */
    public static Image of(int pictures, IntFunction<Image> picture, int size) {
        long[] sums = IntStream.range(0, pictures)
                .parallel()
                .mapToObj(i -> picture.apply(i).resize(size, size).rgb())
                .collect(() -> new long[3 * size * size], MeanFace::add, MeanFace::add);
        byte[] mean = new byte[sums.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (byte) Math.round((double) sums[i] / pictures);
        }
        return Image.of(size, size, mean);
    }

    private static void add(long[] sums, byte[] rgb) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += rgb[i] & 255;
        }
    }

    private static void add(long[] sums, long[] others) {
        Arrays.setAll(sums, i -> sums[i] + others[i]);
    }
}
