package dev.facet.nn.training;

import java.nio.file.Path;
import java.util.List;

/** Passes every event on to several listeners, in order. */
final class ListenerGroup implements TrainingListener {
    private final List<TrainingListener> listeners;

    ListenerGroup(TrainingListener... listeners) {
        this.listeners = List.of(listeners);
    }

    @Override
    public void started(long step, long steps) {
        listeners.forEach(l -> l.started(step, steps));
    }

    @Override
    public void stepped(StepMetrics metrics) {
        listeners.forEach(l -> l.stepped(metrics));
    }

    @Override
    public void epochEnded(EpochMetrics metrics) {
        listeners.forEach(l -> l.epochEnded(metrics));
    }

    @Override
    public void checkpointed(Path file, long step) {
        listeners.forEach(l -> l.checkpointed(file, step));
    }

    @Override
    public void finished(TrainingResult result) {
        listeners.forEach(l -> l.finished(result));
    }
}
