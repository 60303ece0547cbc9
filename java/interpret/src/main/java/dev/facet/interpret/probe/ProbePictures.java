package dev.facet.interpret.probe;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.Image;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** A data set's pictures at a network's input size; decoded ones are kept as long as there is room. */
final class ProbePictures {
    private final FaceDataset faces;
    private final int size;
    private final byte[][] kept;
    private final AtomicLong room;

    /**
     * @param size height and width of the network's input; whole pictures are resized
     * @param cacheBytes of decoded pictures kept
     */
    ProbePictures(FaceDataset faces, int size, long cacheBytes) {
        this.faces = faces;
        this.size = size;
        this.kept = new byte[faces.size()][];
        this.room = new AtomicLong(cacheBytes);
    }

    int size() {
        return size;
    }

    /** The id of a picture. */
    String id(int picture) {
        return faces.sample(picture).id();
    }

    /** Pixel values of a picture, red green blue, rows from the top. */
    byte[] pixels(int picture) {
        byte[] known = kept[picture];
        if (known != null) {
            return known;
        }
        byte[] rgb = faces.sample(picture).image().resize(size, size).rgb();
        if (room.addAndGet(-rgb.length) >= 0) {
            kept[picture] = rgb;
        }
        return rgb;
    }

    /** Writes some pictures as networks take them, (v − 127.5) / 128, and zeros into what is left of the buffer. */
    void write(int[] pictures, int first, int count, FloatBuffer to) {
        byte[][] decoded = IntStream.range(first, first + count)
                .parallel()
                .mapToObj(i -> pixels(pictures[i]))
                .toArray(byte[][]::new);
        float[] values = new float[3 * size * size];
        for (byte[] rgb : decoded) {
            for (int i = 0; i < values.length; i++) {
                values[i] = ((rgb[i] & 255) - Image.MEAN) / Image.SCALE;
            }
            to.put(values);
        }
        while (to.hasRemaining()) {
            to.put(0);
        }
    }
}
