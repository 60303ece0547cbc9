package dev.facet.nn.training;

/** Asks for a stop after a step of the whole training. */
final class StopAfter implements TrainingListener {
    private final long step;

    /** To be set once it is built. */
    Trainer trainer;

    StopAfter(long step) {
        this.step = step;
    }

    @Override
    public void stepped(StepMetrics metrics) {
        if (metrics.step() == step) {
            trainer.requestStop();
        }
    }
}
