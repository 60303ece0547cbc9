package dev.facet.cli;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.Image;
import dev.facet.interpret.probe.BaselineResult;
import dev.facet.interpret.probe.LabelSummary;
import dev.facet.interpret.probe.NetworkResult;
import dev.facet.interpret.probe.PoolSplit;
import dev.facet.interpret.probe.ProbeLabel;
import dev.facet.interpret.probe.ProbeStudy;
import dev.facet.interpret.probe.ProbeSubject;
import dev.facet.report.BestChannels;
import dev.facet.report.MeanFace;
import dev.facet.report.ProbeReport;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Collects the page of a probing study while its networks are open. */
final class ProbePage {
    private static final int FACES_OF_MEAN = 500;
    private static final int FACES_A_LABEL = 4;
    private static final int CHANNELS_A_LABEL = 3;

    private final ProbeStudy study;
    private final List<ProbeLabel> labels;
    private final ProbeReport.Builder report = ProbeReport.builder();

    /**
     * A page without networks.
     *
     * @param labels of the study, those it skips too
     */
    ProbePage(ProbeStudy study, List<ProbeLabel> labels) {
        this.study = study;
        this.labels = labels;
    }

    /** Adds the mean face, as the first network is shown faces. */
    void face(FaceDataset faces, int size) {
        int[] test = study.split().test();
        int count = Math.min(FACES_OF_MEAN, test.length);
        report.face(MeanFace.of(
                count,
                i -> faces.sample(test[(int) ((long) i * test.length / count)]).image(),
                size));
    }

    /** Adds a network that was trained on the attributes themselves. */
    void baseline(BaselineResult result) {
        report.baseline(result);
        if (Boolean.TRUE.equals(result.seen())) {
            report.note(result.network() + " was trained on people of the test faces: its scores are too good.");
        }
    }

    /** Adds what the network's best channels for every label see on faces that have it and on faces that do not. */
    void look(ProbeSubject subject, NetworkResult result) {
        for (ProbeLabel label : labels) {
            List<Image> faces = Arrays.stream(extremes(label, study.split()))
                    .mapToObj(picture -> subject.faces().sample(picture).image())
                    .toList();
            if (!faces.isEmpty()) {
                BestChannels.of(result, subject.network(), label.name(), CHANNELS_A_LABEL, faces)
                        .ifPresent(sheet -> report.seen(result.network(), label.name(), sheet));
            }
        }
    }

    /** Test pictures with the highest values of a label, then with the lowest. */
    private static int[] extremes(ProbeLabel label, PoolSplit split) {
        Integer[] known = Arrays.stream(split.test())
                .filter(label::isKnown)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer picture) -> -label.value(picture)))
                .toArray(Integer[]::new);
        int half = Math.min(FACES_A_LABEL, known.length) / 2;
        return IntStream.concat(IntStream.range(0, half), IntStream.range(known.length - half, known.length))
                .map(i -> known[i])
                .toArray();
    }

    /**
     * Writes {@code report.html}.
     *
     * @param results of all networks and controls
     * @param command the command line, for who wants to repeat it
     * @param data what the faces are
     */
    Path write(Path folder, List<NetworkResult> results, String command, String data, String framing) {
        List<String> names = results.stream()
                .filter(result -> result.control() == null)
                .map(result -> Path.of(result.network()).getFileName().toString())
                .toList();
        List<LabelSummary> summaries = study.labels();
        report.title("What " + (names.size() == 1 ? "a network knows" : names.size() + " networks know") + " of faces")
                .lead(
                        "At every depth a probe asked what can be told there: is it a man, are there glasses, a smile? And"
                                + " which channels and neurons the answer comes from.")
                .created(String.join(", ", names) + " · " + data + " · " + LocalDate.now())
                .labels(summaries)
                .results(results)
                .command(command)
                .provenance("Faces", data + ", " + framing)
                .provenance("Pictures", study.split().toString())
                .provenance(
                        "Probe",
                        study.settings().components() + " components, then "
                                + study.settings().head().name())
                .provenance("Seed", Long.toString(study.settings().seed()))
                .provenance("Facet", Version.text());
        results.stream()
                .filter(result -> Boolean.TRUE.equals(result.seen()))
                .forEach(result -> report.note(
                        result.network() + " was trained on people of the test faces: its scores are too good."));
        Path file = folder.resolve("report.html");
        report.build().write(file);
        return file;
    }
}
