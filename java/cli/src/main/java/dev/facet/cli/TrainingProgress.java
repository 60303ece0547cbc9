package dev.facet.cli;

import dev.facet.nn.training.StepMetrics;
import dev.facet.nn.training.TrainingListener;
import dev.facet.nn.training.TrainingResult;

/** Draws a training as a progress bar: images/s, loss and accuracy as moving averages, and the weight of ECLoss. */
final class TrainingProgress implements TrainingListener, AutoCloseable {

    /** Weight of the past in the averages shown; single steps jump too much to be read. */
    private static final double MEMORY = 0.95;

    private final String name;
    private Progress progress;
    private double loss = Double.NaN;
    private double accuracy = Double.NaN;
    private double imagesPerSecond = Double.NaN;

    TrainingProgress(String name) {
        this.name = name;
    }

    @Override
    public void started(long step, long steps) {
        progress = Progress.start(name, steps);
        progress.to(step, "");
    }

    @Override
    public void stepped(StepMetrics metrics) {
        loss = average(loss, metrics.crossEntropy());
        accuracy = average(accuracy, metrics.accuracy());
        imagesPerSecond = average(imagesPerSecond, metrics.imagesPerSecond());
        String text = "epoch %d/%d  %.0f images/s  loss %.3f"
                .formatted(metrics.epoch() + 1, metrics.epochs(), imagesPerSecond, loss);
        if (!Double.isNaN(accuracy)) {
            text += "  accuracy %.1f %%".formatted(100 * accuracy);
        }
        if (!Double.isNaN(metrics.ecLoss())) {
            text += "  ECLoss %.3f × %.2g".formatted(metrics.ecLoss(), metrics.beta());
        }
        progress.to(metrics.step(), text);
    }

    @Override
    public void finished(TrainingResult result) {
        close();
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }

    private static double average(double past, double now) {
        return Double.isNaN(past) ? now : MEMORY * past + (1 - MEMORY) * now;
    }
}
