package dev.facet.report;

import dev.facet.interpret.evaluation.FaceSet;
import dev.facet.interpret.evaluation.MetricComparison;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The report of the main job: two networks that differ in one thing, what changed, shown and measured. Immutable once
 * built; {@link #write} makes one HTML file that needs no other file and no network connection.
 */
public final class DemoReport {
    private final ReportFrame frame;
    private final NetworkReport first;
    private final NetworkReport second;
    private final FaceSet faces;
    private final List<MetricComparison> comparison;
    private final List<SeedRow> seeds;

    /**
     * One training seed's values of one metric.
     *
     * @param seed the seed
     * @param metric the metric's key, as in {@link MetricComparison#key()}
     * @param first value of the first network
     * @param second value of the second network
     */
    public record SeedRow(long seed, String metric, double first, double second) {}

    private DemoReport(Builder b) {
        frame = b.frame();
        first = Objects.requireNonNull(b.first, "first network");
        second = Objects.requireNonNull(b.second, "second network");
        faces = Objects.requireNonNull(b.faces, "faces");
        comparison = List.copyOf(b.comparison);
        seeds = List.copyOf(b.seeds);
    }

    /** Starts a report. */
    public static Builder builder() {
        return new Builder();
    }

    ReportFrame frame() {
        return frame;
    }

    NetworkReport first() {
        return first;
    }

    NetworkReport second() {
        return second;
    }

    List<NetworkReport> networks() {
        return List.of(first, second);
    }

    FaceSet faces() {
        return faces;
    }

    List<MetricComparison> comparison() {
        return comparison;
    }

    List<SeedRow> seeds() {
        return seeds;
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

    /** Collects what a report shows. All but notes, seeds, commands and provenance must be given. */
    public static final class Builder extends ReportBuilder<Builder> {
        private NetworkReport first;
        private NetworkReport second;
        private FaceSet faces;
        private final List<MetricComparison> comparison = new ArrayList<>();
        private final List<SeedRow> seeds = new ArrayList<>();

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** The network compared with, and the one in question. */
        public Builder networks(NetworkReport comparedWith, NetworkReport inQuestion) {
            first = comparedWith;
            second = inQuestion;
            return this;
        }

        /** The faces on which channels were measured. */
        public Builder faces(FaceSet value) {
            faces = value;
            return this;
        }

        /** Adds a line of the comparison; the first ones are the headline. */
        public Builder compare(MetricComparison line) {
            comparison.add(line);
            return this;
        }

        /** Adds one seed's values where the comparison is over several trainings. */
        public Builder seed(SeedRow row) {
            seeds.add(row);
            return this;
        }

        /** @throws NullPointerException naming what is missing */
        public DemoReport build() {
            return new DemoReport(this);
        }
    }
}
