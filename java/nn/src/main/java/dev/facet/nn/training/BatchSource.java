package dev.facet.nn.training;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** A stream of images with one class label each. */
public non-sealed interface BatchSource extends BatchStream {
    /**
     * Writes the next batch and advances both buffers to its end.
     *
     * @param images takes N·H·W·C floats, NHWC, (v − 127.5)/128
     * @param labels takes N class indices; −1 marks a row that pads a last incomplete batch
     */
    void next(FloatBuffer images, IntBuffer labels);
}
