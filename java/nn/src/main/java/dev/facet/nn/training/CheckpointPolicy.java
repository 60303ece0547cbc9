package dev.facet.nn.training;

import java.nio.file.Path;

/**
 * When and where a training saves itself. The file is replaced atomically each time. Whatever the intervals, it is also
 * saved at the end and on a stop request.
 *
 * @param file the checkpoint
 * @param everySteps steps between saves; 0 for none by steps
 * @param everyEpochs epochs between saves; 0 for none by epochs
 */
public record CheckpointPolicy(Path file, long everySteps, int everyEpochs) {
    public CheckpointPolicy {
        if (everySteps < 0 || everyEpochs < 0) {
            throw new IllegalArgumentException(
                    "checkpoint intervals must be 0 or positive, got " + everySteps + " and " + everyEpochs);
        }
    }

    /** After every epoch. */
    public static CheckpointPolicy everyEpoch(Path file) {
        return new CheckpointPolicy(file, 0, 1);
    }
}
