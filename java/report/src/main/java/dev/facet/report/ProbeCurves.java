package dev.facet.report;

import dev.facet.interpret.probe.LabelResult;
import dev.facet.interpret.probe.LayerResult;
import dev.facet.interpret.probe.ProbeScores;
import dev.facet.interpret.probe.ProbedLayer;
import dev.facet.interpret.probe.SetScores;
import dev.facet.interpret.stats.Estimate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a network's layers tell of labels, by label and layer; layers that could not be probed are left out. */
final class ProbeCurves {
    private final List<String> labels;
    private final List<ProbedLayer> layers;
    private final List<Map<String, LabelResult>> results;

    private ProbeCurves(List<String> labels, List<ProbedLayer> layers, List<Map<String, LabelResult>> results) {
        this.labels = labels;
        this.layers = layers;
        this.results = results;
    }

    /** The results in depth order, with labels as they first come. */
    static ProbeCurves of(List<LayerResult> all) {
        List<LayerResult> probed =
                all.stream().filter(layer -> layer.failure() == null).toList();
        return new ProbeCurves(
                probed.stream()
                        .flatMap(layer -> layer.labels().stream())
                        .map(LabelResult::label)
                        .distinct()
                        .toList(),
                probed.stream().map(LayerResult::layer).toList(),
                probed.stream().map(ProbeCurves::byLabel).toList());
    }

    private static Map<String, LabelResult> byLabel(LayerResult layer) {
        Map<String, LabelResult> results = new HashMap<>();
        layer.labels().forEach(result -> results.put(result.label(), result));
        return results;
    }

    List<String> labels() {
        return labels;
    }

    List<ProbedLayer> layers() {
        return layers;
    }

    /** A layer's position; empty if it was not probed. */
    Optional<Integer> indexOf(String layer) {
        return IntStream.range(0, layers.size())
                .filter(i -> layers.get(i).name().equals(layer))
                .boxed()
                .findFirst();
    }

    /** What a layer tells of a label; empty if it was not asked. */
    Optional<LabelResult> at(String label, int layer) {
        return Optional.ofNullable(results.get(layer).get(label));
    }

    /** The score that layers and units are chosen by, on the validation pictures. */
    Optional<Estimate> validation(ProbeKind kind, String label, int layer) {
        return at(label, layer)
                .flatMap(kind::of)
                .map(ProbeScores::validation)
                .map(ProbeCurves::primary)
                .filter(Estimate::isMeasured);
    }

    /** The highest of these scores of whole layers. */
    Optional<Double> best(String label) {
        return IntStream.range(0, layers.size())
                .mapToObj(layer -> validation(ProbeKind.LAYER, label, layer))
                .flatMap(Optional::stream)
                .map(Estimate::value)
                .max(Double::compare);
    }

    /** Accuracy of classes, R² of numbers. */
    static Estimate primary(SetScores scores) {
        return scores.metrics().getOrDefault("accuracy", scores.metrics().get("r_squared"));
    }

    /** Whether a label is a number, as its scores tell. */
    boolean isValue(String label) {
        return results.stream()
                .map(layer -> layer.get(label))
                .filter(result -> result != null)
                .anyMatch(result -> result.layer().validation().metrics().containsKey("r_squared"));
    }
}
