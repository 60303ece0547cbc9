package dev.facet.nn.training;

import dev.facet.engine.Executable;
import dev.facet.engine.Tensor;
import dev.facet.nn.Network;
import dev.facet.nn.heads.Objective;
import dev.facet.nn.heads.TargetKind;
import dev.facet.nn.heads.Targets;
import java.nio.Buffer;
import java.nio.BufferOverflowException;
import java.nio.FloatBuffer;

/** Moves a stream's next batch into a program's inputs and checks that it filled them. */
final class BatchFeed {
    /** Name of the input of images. */
    static final String IMAGES = "images";

    private BatchFeed() {}

    /**
     * Refuses a stream without batches, and one whose targets are not what the network's head is taught with.
     *
     * @param use what its batches are for, as a message names them
     * @throws IllegalArgumentException naming the use, or head and targets
     */
    static void requireFit(Network network, BatchStream stream, String use) {
        if (stream.batchSize() < 1 || stream.batchesPerEpoch() < 1) {
            throw new IllegalArgumentException("a batch source for " + use
                    + " needs at least one batch of one image, got " + stream.batchesPerEpoch() + " batches of "
                    + stream.batchSize());
        }
        TargetKind wanted = network.head().objective().targets();
        String head = "the head " + network.head().objective().name();
        if (wanted == TargetKind.CLASSES && !(stream instanceof BatchSource)) {
            throw new IllegalArgumentException(head + " learns classes, the data gives rows of numbers");
        }
        if (wanted == TargetKind.ROWS && !(stream instanceof RowBatchSource)) {
            throw new IllegalArgumentException(head + " learns rows of numbers, the data gives class labels");
        }
        if (stream instanceof RowBatchSource rows && rows.rowSize() != network.classes()) {
            throw new IllegalArgumentException(
                    head + " has " + network.classes() + " outputs, the data gives rows of " + rows.rowSize());
        }
    }

    /**
     * Feeds images and targets.
     *
     * @return how many targets are known: labels that are not −1, or numbers that are not NaN
     * @throws IllegalStateException if the stream's batches are not of the program's size, or a known target is none that
     *     {@code objective} can learn
     */
    static int next(BatchStream stream, Executable program, Objective objective) {
        Tensor images = program.input(IMAGES);
        if (stream instanceof BatchSource source) {
            return labels(source, images, program.input(Targets.LABELS));
        }
        return rows(
                (RowBatchSource) stream, objective, images, program.input(Targets.ROWS), program.input(Targets.KNOWN));
    }

    private static int labels(BatchSource source, Tensor images, Tensor labels) {
        int[] labelled = {0};
        images.fillFloats(pixels -> labels.fillInts(classes -> {
            try {
                source.next(pixels, classes);
            } catch (BufferOverflowException e) {
                throw tooMuch(images, e);
            }
            requireFull(images, pixels, classes);
            for (int i = 0; i < classes.limit(); i++) {
                labelled[0] += classes.get(i) >= 0 ? 1 : 0;
            }
        }));
        return labelled[0];
    }

    private static int rows(RowBatchSource source, Objective objective, Tensor images, Tensor targets, Tensor known) {
        int[] count = {0};
        images.fillFloats(pixels -> targets.fillFloats(values -> known.fillFloats(mask -> {
            try {
                source.next(pixels, values);
            } catch (BufferOverflowException e) {
                throw tooMuch(images, e);
            }
            requireFull(images, pixels, values);
            count[0] = maskUnknown(source, objective, values, mask);
        })));
        return count[0];
    }

    /** Writes a mask of the known values, 0 in the place of each unknown one, and counts the known. */
    private static int maskUnknown(RowBatchSource source, Objective objective, FloatBuffer values, FloatBuffer mask) {
        int count = 0;
        for (int i = 0; i < values.limit(); i++) {
            boolean unknown = Float.isNaN(values.get(i));
            mask.put(i, unknown ? 0 : 1);
            if (unknown) {
                values.put(i, 0);
            } else if (!objective.accepts(values.get(i))) {
                throw new IllegalStateException("the batch source gave the target " + values.get(i) + " in row "
                        + i / source.rowSize() + ", which the head " + objective.name()
                        + " cannot learn; give NaN where a target is unknown");
            } else {
                count++;
            }
        }
        return count;
    }

    private static void requireFull(Tensor images, Buffer pixels, Buffer targets) {
        if (pixels.hasRemaining() || targets.hasRemaining()) {
            throw new IllegalStateException("the batch source gave " + pixels.position() + " values and "
                    + targets.position() + " labels instead of " + expected(images));
        }
    }

    private static IllegalStateException tooMuch(Tensor images, BufferOverflowException e) {
        return new IllegalStateException("the batch source gives more than " + expected(images), e);
    }

    private static String expected(Tensor images) {
        return "a batch of " + images.shape() + " values; give it images of the network's input size";
    }
}
