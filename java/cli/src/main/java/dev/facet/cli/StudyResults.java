package dev.facet.cli;

import com.google.gson.JsonObject;
import dev.facet.interpret.json.RecordJson;
import dev.facet.interpret.probe.BaselineResult;
import dev.facet.interpret.probe.LabelSummary;
import dev.facet.interpret.probe.LayerResult;
import dev.facet.interpret.probe.NetworkResult;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the page of a probing study needs of its results.json; docs/results-format.md describes the fields. */
record StudyResults(
        String created,
        String facetVersion,
        List<String> arguments,
        String data,
        String crop,
        String alignment,
        Split split,
        Settings settings,
        List<LabelSummary> labels,
        List<NetworkResult> networks,
        Optional<BaselineResult> baseline) {

    /** How many pictures were fitted on and tested on. */
    record Split(int pool, int test, String note) {}

    /** How was probed. */
    record Settings(int components, Optional<String> scaling, String head, long seed) {}

    StudyResults {
        requireTime(created);
        Set<String> known = new HashSet<>();
        for (LabelSummary label : labels) {
            if (!known.add(label.label())) {
                throw new IllegalArgumentException("the label " + label.label() + " stands twice among the labels");
            }
        }
        for (NetworkResult network : networks) {
            for (LayerResult layer : network.layers()) {
                layer.labels().forEach(result -> requireKnown(result.label(), known, network));
            }
            network.best().forEach(best -> requireKnown(best.label(), known, network));
            network.ablations().forEach(ablation -> requireKnown(ablation.label(), known, network));
        }
    }

    /**
     * The results of {@code facet probe}.
     *
     * @throws com.google.gson.JsonParseException naming the place that is missing or does not fit
     */
    static StudyResults of(JsonObject results) {
        return RecordJson.fromJson(results, StudyResults.class, "");
    }

    private static void requireTime(String created) {
        try {
            Instant.parse(created);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("created is '" + created + "', not a time", e);
        }
    }

    private static void requireKnown(String label, Set<String> known, NetworkResult network) {
        if (!known.contains(label)) {
            throw new IllegalArgumentException(
                    network.network() + " tells of the label " + label + ", which is none of the labels");
        }
    }
}
