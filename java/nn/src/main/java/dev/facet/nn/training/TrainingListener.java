package dev.facet.nn.training;

import java.nio.file.Path;

/** Watches a training; called on the training thread, so it must return quickly. The default methods do nothing. */
public interface TrainingListener {
    /**
     * Training starts or continues.
     *
     * @param step steps done so far: 0 unless resumed
     * @param steps steps of the whole training
     */
    default void started(long step, long steps) {}

    /** A step is done: its losses, rates and norms. */
    default void stepped(StepMetrics metrics) {}

    /** An epoch is done, and judged where there is something to judge it by. */
    default void epochEnded(EpochMetrics metrics) {}

    /** A checkpoint is safely on the disk. */
    default void checkpointed(Path file, long step) {}

    /** Training returned: all epochs done, or stopped on request. */
    default void finished(TrainingResult result) {}

    /** All of {@code listeners}, in order. */
    static TrainingListener all(TrainingListener... listeners) {
        return new ListenerGroup(listeners);
    }
}
