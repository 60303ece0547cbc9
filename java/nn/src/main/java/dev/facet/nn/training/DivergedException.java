package dev.facet.nn.training;

import java.nio.file.Path;
import java.util.Optional;

/** The loss or the weights are no longer finite. The trainer is spent; the last good checkpoint, if any, is untouched. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long step;
    private final transient Path checkpoint;

    DivergedException(long step, String what, Path checkpoint, long checkpointStep) {
        super("training diverged at step " + step + ": " + what + ". "
                + (checkpoint == null
                        ? "No checkpoint had been written yet. "
                        : "The last good checkpoint is " + checkpoint + " (step " + checkpointStep + "). ")
                + "Lower the learning rate, add warm-up, or lower beta, and "
                + (checkpoint == null ? "start again" : "resume from it or start again"));
        this.step = step;
        this.checkpoint = checkpoint;
    }

    /** The step whose loss or weights were not finite, from 1. */
    public long step() {
        return step;
    }

    /** The last checkpoint this training wrote or started from. */
    public Optional<Path> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }
}
