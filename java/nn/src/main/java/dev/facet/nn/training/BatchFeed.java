package dev.facet.nn.training;

import dev.facet.engine.Tensor;
import java.nio.BufferOverflowException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Moves a source's next batch into a program's inputs and checks that it filled them. */
final class BatchFeed {
    private BatchFeed() {}

    /**
     * @param images [N, H, W, C]
     * @param labels i32 [N]
     * @return rows that carry a label, that is, not −1
     * @throws IllegalStateException if the source's batches are not of this size
     */
    static int next(BatchSource source, Tensor images, Tensor labels) {
        FloatBuffer pixels = images.floatBuffer();
        IntBuffer classes = labels.intBuffer();
        try {
            source.next(pixels, classes);
        } catch (BufferOverflowException e) {
            throw new IllegalStateException("the batch source gives more than " + expected(images), e);
        }
        if (pixels.hasRemaining() || classes.hasRemaining()) {
            throw new IllegalStateException("the batch source gave " + pixels.position() + " values and "
                    + classes.position() + " labels instead of " + expected(images));
        }
        int labelled = 0;
        for (int i = 0; i < classes.limit(); i++) {
            labelled += classes.get(i) >= 0 ? 1 : 0;
        }
        return labelled;
    }

    private static String expected(Tensor images) {
        return "a batch of " + images.shape() + " values; give it images of the network's input size";
    }
}
