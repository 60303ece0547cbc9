package dev.facet.report;

import dev.facet.interpret.probe.BaselineResult;
import dev.facet.interpret.probe.LabelSummary;
import dev.facet.interpret.probe.NetworkResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The report of a probing study: what every layer, channel and neuron of networks tells of faces, beside their controls.
 * Immutable once built; {@link #write} makes one HTML file that needs no other file and no network connection.
 */
public final class ProbeReport {
    private final ReportFrame frame;
    private final List<ProbedNetwork> networks;
    private final List<LabelSummary> labels;
    private final Optional<String> face;
    private final Optional<BaselineResult> baseline;

    private ProbeReport(Builder b) {
        frame = b.frame();
        labels = List.copyOf(b.labels);
        b.pictures.requireOf(b.results.stream().map(NetworkResult::network).toList());
        face = b.pictures.face();
        baseline = Optional.ofNullable(b.baseline);
        Map<String, LabelSummary> byName =
                labels.stream().collect(Collectors.toMap(LabelSummary::label, Function.identity()));
        networks = b.results.stream()
                .filter(result -> result.control() == null)
                .map(result -> new ProbedNetwork(
                        shortName(result, b.results),
                        result,
                        ProbeCurves.of(result.layers()),
                        control(
                                b.results,
                                of -> "untrained".equals(of.control())
                                        && of.architecture().equals(result.architecture())),
                        control(
                                b.results,
                                of -> "shuffled_labels".equals(of.control())
                                        && of.network().startsWith(result.network() + ",")),
                        control(b.results, of -> "raw_pixels".equals(of.control())),
                        byName,
                        b.pictures.seen(result.network())))
                .toList();
        if (networks.stream().allMatch(network -> network.curves().labels().isEmpty())) {
            throw new IllegalArgumentException(
                    "no network has a layer that was probed, and without one there is nothing to show");
        }
    }

    /** The file's name of a network that is called by its path, if no other has the same. */
    private static String shortName(NetworkResult network, List<NetworkResult> results) {
        String name = network.fileName();
        long same = results.stream()
                .filter(result -> result.control() == null && result.fileName().equals(name))
                .count();
        return same == 1 ? name : network.network();
    }

    private static Optional<ProbeCurves> control(List<NetworkResult> results, Function<NetworkResult, Boolean> is) {
        return results.stream()
                .filter(result -> result.control() != null && is.apply(result))
                .map(result -> ProbeCurves.of(result.layers()))
                .filter(curves -> !curves.layers().isEmpty())
                .findFirst();
    }

    /** Starts a report. */
    public static Builder builder() {
        return new Builder();
    }

    ReportFrame frame() {
        return frame;
    }

    List<ProbedNetwork> networks() {
        return networks;
    }

    /** A network that was trained on the labels, where one is compared with. */
    Optional<BaselineResult> baseline() {
        return baseline;
    }

    /** What it tells of a label. */
    Optional<BaselineResult.Told> baseline(String label) {
        return baseline.stream()
                .flatMap(of -> of.labels().stream())
                .filter(told -> told.label().equals(label))
                .findFirst();
    }

    /** The face that places in the picture are shown on, a data URI. */
    Optional<String> face() {
        return face;
    }

    /** Labels that were skipped, or fitted on fewer faces than asked for. */
    List<LabelSummary> leftOut() {
        return labels.stream()
                .filter(label -> label.skipped() != null || label.warning() != null)
                .toList();
    }

    boolean hasHair() {
        return networks.stream()
                .anyMatch(network -> network.curves().labels().stream()
                                .filter(FaceAttributes.HAIR::contains)
                                .count()
                        > 1);
    }

    boolean hasSkips() {
        return networks.stream()
                .anyMatch(network -> network.curves().layers().stream().anyMatch(layer -> layer.skip() != null));
    }

    boolean hasRelations() {
        return networks.stream()
                .flatMap(network -> network.result().layers().stream())
                .flatMap(layer -> layer.labels().stream())
                .anyMatch(result -> result.relation() != null);
    }

    /** The page as one HTML text. */
    public String toHtml() {
        return ReportPage.render(this);
    }

    /**
     * Writes the page; an old file is replaced as one step.
     *
     * @param file its folder is made if missing
     * @throws java.io.UncheckedIOException naming the file if it cannot be written
     */
    public void write(Path file) {
        AtomicText.write(file, toHtml());
    }

    /** Collects what a report shows. Title, lead, creation, labels and results must be given. */
    public static final class Builder extends ReportBuilder<Builder> {
        private StudyPictures pictures = new StudyPictures();
        private BaselineResult baseline;
        private final List<LabelSummary> labels = new ArrayList<>();
        private final List<NetworkResult> results = new ArrayList<>();

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** The study's labels, those skipped too. */
        public Builder labels(List<LabelSummary> values) {
            labels.addAll(values);
            return this;
        }

        /** What networks and controls tell; a control goes with the networks that it is one for. */
        public Builder results(List<NetworkResult> values) {
            results.addAll(values);
            return this;
        }

        /** A network that was trained on the labels themselves, to compare with. */
        public Builder baseline(BaselineResult value) {
            baseline = value;
            return this;
        }

        /** The faces it shows; without them it shows none. */
        public Builder pictures(StudyPictures value) {
            pictures = value;
            return this;
        }

        /**
         * The report.
         *
         * @throws NullPointerException naming what is missing
         * @throws IllegalArgumentException if there is no result to show
         */
        public ProbeReport build() {
            return new ProbeReport(this);
        }
    }
}
