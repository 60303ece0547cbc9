package dev.facet.report;

import dev.facet.interpret.evaluation.FaceSet;
import dev.facet.interpret.evaluation.MetricComparison;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The report of the main job: two networks that differ in one thing, what changed, shown and measured. Immutable once
 * built; {@link #write} makes one HTML file that needs no other file and no network connection.
 */
public final class DemoReport {
    private final String title;
    private final String lead;
    private final String created;
    private final NetworkReport first;
    private final NetworkReport second;
    private final FaceSet faces;
    private final List<MetricComparison> comparison;
    private final List<SeedRow> seeds;
    private final List<String> notes;
    private final List<String> commands;
    private final Map<String, String> provenance;

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
        title = Objects.requireNonNull(b.title, "title");
        lead = Objects.requireNonNull(b.lead, "lead");
        created = Objects.requireNonNull(b.created, "created");
        first = Objects.requireNonNull(b.first, "first network");
        second = Objects.requireNonNull(b.second, "second network");
        faces = Objects.requireNonNull(b.faces, "faces");
        comparison = List.copyOf(b.comparison);
        seeds = List.copyOf(b.seeds);
        notes = List.copyOf(b.notes);
        commands = List.copyOf(b.commands);
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(b.provenance));
    }

    /** Starts a report. */
    public static Builder builder() {
        return new Builder();
    }

    String title() {
        return title;
    }

    String lead() {
        return lead;
    }

    String created() {
        return created;
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

    List<String> notes() {
        return notes;
    }

    List<String> commands() {
        return commands;
    }

    Map<String, String> provenance() {
        return provenance;
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
    public static final class Builder {
        private String title;
        private String lead;
        private String created;
        private NetworkReport first;
        private NetworkReport second;
        private FaceSet faces;
        private final List<MetricComparison> comparison = new ArrayList<>();
        private final List<SeedRow> seeds = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private final List<String> commands = new ArrayList<>();
        private final Map<String, String> provenance = new LinkedHashMap<>();

        private Builder() {}

        /** The headline. */
        public Builder title(String value) {
            title = value;
            return this;
        }

        /** What was done, in one or two sentences that an outsider understands. */
        public Builder lead(String value) {
            lead = value;
            return this;
        }

        /** When, as text for people. */
        public Builder created(String value) {
            created = value;
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

        /** Adds something the reader must know to read the numbers rightly. */
        public Builder note(String text) {
            notes.add(text);
            return this;
        }

        /** Adds a command line that repeats part of this. */
        public Builder command(String line) {
            commands.add(line);
            return this;
        }

        /** Adds a fact about where the numbers come from, such as a version, a seed or a data set. */
        public Builder provenance(String name, String value) {
            provenance.put(name, value);
            return this;
        }

        /** @throws NullPointerException naming what is missing */
        public DemoReport build() {
            return new DemoReport(this);
        }
    }
}
