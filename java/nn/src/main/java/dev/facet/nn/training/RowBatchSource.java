package dev.facet.nn.training;

import java.nio.FloatBuffer;

/** A stream of images with one row of numbers each: yes-or-no attributes as 1 and 0, or numbers to be estimated. */
public non-sealed interface RowBatchSource extends BatchStream {
    /** K, numbers an image. */
    int rowSize();

    /**
     * Writes the next batch and advances both buffers to its end.
     *
     * @param images takes N·H·W·C floats, NHWC, (v − 127.5)/128
     * @param rows takes N·K numbers; NaN marks an unknown one, and all of a row that pads a last incomplete batch
     */
    void next(FloatBuffer images, FloatBuffer rows);
}
