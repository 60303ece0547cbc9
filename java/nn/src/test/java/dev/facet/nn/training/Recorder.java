package dev.facet.nn.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keeps every event of a training. */
final class Recorder implements TrainingListener {
    final List<StepMetrics> steps = new ArrayList<>();
    final List<EpochMetrics> epochs = new ArrayList<>();
    final List<Long> checkpoints = new ArrayList<>();
    TrainingResult result;

    List<Double> losses() {
        return steps.stream().map(StepMetrics::loss).toList();
    }

    @Override
    public void stepped(StepMetrics metrics) {
        steps.add(metrics);
    }

    @Override
    public void epochEnded(EpochMetrics metrics) {
        epochs.add(metrics);
    }

    @Override
    public void checkpointed(Path file, long step) {
        checkpoints.add(step);
    }

    @Override
    public void finished(TrainingResult value) {
        result = value;
    }
}
