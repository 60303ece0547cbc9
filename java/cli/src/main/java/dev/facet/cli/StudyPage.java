package dev.facet.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.facet.interpret.probe.BaselineResult;
import dev.facet.interpret.probe.LabelSummary;
import dev.facet.interpret.probe.NetworkResult;
import dev.facet.interpret.probe.ProbeJson;
import dev.facet.report.ProbeReport;
import dev.facet.report.StudyPictures;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The page of a probing study, from its results.json and pictures alone, so that it can be made again at any time. */
final class StudyPage {
    private static final List<String> NEEDED = List.of(
            "created",
            "facet_version",
            "arguments",
            "data",
            "crop",
            "alignment",
            "split.pool",
            "split.test",
            "split.note",
            "settings.components",
            "settings.head",
            "settings.seed",
            "labels",
            "networks");

    private final JsonObject results;

    private StudyPage(JsonObject results) {
        this.results = results;
        NEEDED.forEach(this::value);
    }

    /**
     * The page.
     *
     * @param results of {@code facet probe}
     * @throws IllegalArgumentException if they lack something
     */
    static ProbeReport of(JsonObject results, StudyPictures pictures) {
        return new StudyPage(results).report(pictures);
    }

    private ProbeReport report(StudyPictures pictures) {
        List<NetworkResult> networks = list("networks", NetworkResult.class);
        String names = networks.stream()
                .filter(result -> result.control() == null)
                .map(result -> Path.of(result.network()).getFileName().toString())
                .collect(Collectors.joining(", "));
        long studied =
                networks.stream().filter(result -> result.control() == null).count();
        ProbeReport.Builder report = ProbeReport.builder()
                .title("What " + (studied == 1 ? "a network knows" : studied + " networks know") + " of faces")
                .lead(
                        "At every depth a probe asked what can be told there: is it a man, are there glasses, a smile? And"
                                + " which channels and neurons the answer comes from.")
                .created(names + " · " + text("data") + " · "
                        + LocalDate.ofInstant(Instant.parse(text("created")), ZoneId.systemDefault()))
                .labels(list("labels", LabelSummary.class))
                .results(networks)
                .pictures(pictures)
                .command("./facet " + words())
                .provenance("Faces", text("data") + ", " + FramedFaces.describe(results))
                .provenance("Pictures", split())
                .provenance("Probe", probe())
                .provenance("Seed", text("settings.seed"))
                .provenance("Facet", text("facet_version"));
        networks.stream()
                .filter(result -> Boolean.TRUE.equals(result.seen()))
                .forEach(result -> report.note(tooGood(result.network())));
        Optional.ofNullable(results.get("baseline"))
                .map(json -> ProbeJson.fromJson(json.toString(), BaselineResult.class))
                .ifPresent(baseline -> {
                    report.baseline(baseline);
                    if (Boolean.TRUE.equals(baseline.seen())) {
                        report.note(tooGood(baseline.network()));
                    }
                });
        return report.build();
    }

    private static String tooGood(String network) {
        return network + " was trained on people of the test faces: its scores are too good.";
    }

    private <T> List<T> list(String field, Class<T> type) {
        return StreamSupport.stream(results.getAsJsonArray(field).spliterator(), false)
                .map(json -> ProbeJson.fromJson(json.toString(), type))
                .toList();
    }

    /** @param path the names of a field and of those that it is in, with dots between them */
    private JsonElement value(String path) {
        JsonElement value = results;
        for (String name : path.split("\\.")) {
            value = value instanceof JsonObject object ? object.get(name) : null;
        }
        if (value == null || value.isJsonNull()) {
            throw new IllegalArgumentException(
                    "the results have no field '" + path + "', which facet probe writes; study again");
        }
        return value;
    }

    private String text(String path) {
        return value(path).getAsString();
    }

    private String words() {
        return StreamSupport.stream(results.getAsJsonArray("arguments").spliterator(), false)
                .map(JsonElement::getAsString)
                .collect(Collectors.joining(" "));
    }

    private String split() {
        return text("split.pool") + " pictures in the pool, " + text("split.test") + " tested on; "
                + text("split.note");
    }

    /** Studies of before there was a choice were centred. */
    private String probe() {
        String scaling = results.getAsJsonObject("settings").has("scaling") ? text("settings.scaling") : "centre";
        return text("settings.components") + " components of neurons "
                + (scaling.equals("auto") ? "of unit variance" : "as loud as they are") + ", then "
                + text("settings.head");
    }
}
