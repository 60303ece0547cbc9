package dev.facet.nn.training;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * An endless stream of labelled batches, cut into epochs. Called from the training thread only; decoding and
 * augmentation may run elsewhere, but the sequence must depend on nothing but the source's own seed and position.
 */
public interface BatchSource {
    /** N, images per batch; the same for every batch. */
    int batchSize();

    /** Batches per epoch, at least 1. */
    int batchesPerEpoch();

    /**
     * Writes the next batch and advances both buffers to its end.
     *
     * @param images takes N·H·W·C floats, NHWC, (v − 127.5)/128
     * @param labels takes N class indices; −1 marks a row that pads a last incomplete batch
     */
    void next(FloatBuffer images, IntBuffer labels);

    /** Where the stream stands, between batches: opaque, short, for {@link #seek}. */
    String position();

    /**
     * Continues at a position: the batches that follow are those that followed when {@link #position()} returned it.
     *
     * @throws IllegalArgumentException if the text is not a position of such a source
     */
    void seek(String position);
}
