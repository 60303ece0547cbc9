package dev.facet.cli;

import dev.facet.interpret.probe.LabelResult;
import dev.facet.interpret.probe.LayerResult;
import dev.facet.interpret.probe.ProbeListener;
import dev.facet.interpret.probe.ProbeScores;
import dev.facet.interpret.probe.UnitScores;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Draws a study's stages and prints each layer's means as soon as it is done. */
final class ProbeProgress implements ProbeListener, AutoCloseable {
    private final EvaluationProgress bars;
    private volatile boolean stopAsked;

    ProbeProgress(String name) {
        bars = new EvaluationProgress(name);
    }

    void requestStop() {
        stopAsked = true;
    }

    @Override
    public boolean stopAsked() {
        return stopAsked;
    }

    @Override
    public void at(String stage, int done, int total) {
        bars.at(stage, done, total);
    }

    @Override
    public void planned(List<String> lines) {
        lines.forEach(System.out::println);
    }

    @Override
    public void warned(String what) {
        bars.close();
        System.out.println(what);
    }

    @Override
    public void layerDone(LayerResult result) {
        bars.close();
        if (result.failure() != null) {
            System.out.printf("%-28s not probed: %s%n", result.layer().name(), result.failure());
            return;
        }
        System.out.printf(
                "%-28s %7d neurons, %d constant: layer %s, channel %s, neuron %s (%.1f s)%n",
                result.layer().name(),
                result.layer().features(),
                result.constantNeurons(),
                mean(result, LabelResult::layer),
                mean(result, label -> alone(label.channels())),
                mean(result, label -> alone(label.neurons())),
                result.seconds());
    }

    private static ProbeScores alone(UnitScores units) {
        return units == null ? null : units.alone();
    }

    /** The mean over labels on the validation pictures, which may also choose options; numbers count by R². */
    private static String mean(LayerResult result, Function<LabelResult, ProbeScores> which) {
        double[] values = result.labels().stream()
                .filter(label -> !label.shuffled())
                .map(which)
                .filter(Objects::nonNull)
                .mapToDouble(scores -> scores.validation().primary())
                .filter(value -> !Double.isNaN(value))
                .toArray();
        return values.length == 0
                ? "-"
                : "%.1f %%".formatted(100 * Arrays.stream(values).average().orElseThrow());
    }

    @Override
    public void close() {
        bars.close();
    }
}
