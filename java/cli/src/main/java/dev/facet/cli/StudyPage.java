package dev.facet.cli;

import com.google.gson.JsonObject;
import dev.facet.interpret.probe.NetworkResult;
import dev.facet.report.ProbeReport;
import dev.facet.report.StudyPictures;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;

/** The page of a probing study, from its results.json and pictures alone, so that it can be made again at any time. */
final class StudyPage {
    private final StudyResults results;

    private StudyPage(StudyResults results) {
        this.results = results;
    }

    /**
     * The page.
     *
     * @param results of {@code facet probe}
     * @throws com.google.gson.JsonParseException naming the place of the results that is missing or does not fit
     * @throws IllegalArgumentException if the pictures are another study's, or no layer was probed
     */
    static ProbeReport of(JsonObject results, StudyPictures pictures) {
        return new StudyPage(StudyResults.of(results)).report(pictures);
    }

    private ProbeReport report(StudyPictures pictures) {
        List<NetworkResult> studied = results.networks().stream()
                .filter(result -> result.control() == null)
                .toList();
        String names = studied.stream().map(NetworkResult::fileName).collect(Collectors.joining(", "));
        ProbeReport.Builder report = ProbeReport.builder()
                .title("What " + (studied.size() == 1 ? "a network knows" : studied.size() + " networks know")
                        + " of faces")
                .lead(
                        "At every depth a probe asked what can be told there: is it a man, are there glasses, a smile? And"
                                + " which channels and neurons the answer comes from.")
                .created(names + " · " + results.data() + " · "
                        + LocalDate.ofInstant(Instant.parse(results.created()), ZoneId.systemDefault()))
                .labels(results.labels())
                .results(results.networks())
                .pictures(pictures)
                .command("./facet " + String.join(" ", results.arguments()))
                .provenance("Faces", results.data() + ", " + FramedFaces.describe(results.crop(), results.alignment()))
                .provenance("Pictures", split(results.split()))
                .provenance("Probe", probe(results.settings()))
                .provenance("Seed", String.valueOf(results.settings().seed()))
                .provenance("Facet", results.facetVersion());
        results.networks().stream()
                .filter(result -> Boolean.TRUE.equals(result.seen()))
                .forEach(result -> report.note(tooGood(result.network())));
        results.baseline().ifPresent(baseline -> {
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

    private static String split(StudyResults.Split split) {
        return split.pool() + " pictures in the pool, " + split.test() + " tested on; " + split.note();
    }

    /** Studies of before there was a choice were centred. */
    private static String probe(StudyResults.Settings settings) {
        String scaling = settings.scaling().orElse("centre");
        return settings.components() + " components of neurons "
                + (scaling.equals("auto") ? "of unit variance" : "as loud as they are") + ", then " + settings.head();
    }
}
