package dev.facet.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Collects what every report has around its results. Title, lead and creation must be given.
 *
 * @param <B> the builder of a kind of report, which all methods return
 */
public abstract class ReportBuilder<B extends ReportBuilder<B>> {
    private String title;
    private String lead;
    private String created;
    private final List<String> notes = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();
    private final Map<String, String> provenance = new LinkedHashMap<>();

    ReportBuilder() {}

    abstract B self();

    /** The headline. */
    public B title(String value) {
        title = value;
        return self();
    }

    /** What was done, in one or two sentences that an outsider understands. */
    public B lead(String value) {
        lead = value;
        return self();
    }

    /** When, as text for people. */
    public B created(String value) {
        created = value;
        return self();
    }

    /** Adds something the reader must know to read the numbers rightly. */
    public B note(String text) {
        notes.add(text);
        return self();
    }

    /** Adds a command line that repeats part of this. */
    public B command(String line) {
        commands.add(line);
        return self();
    }

    /** Adds a fact about where the numbers come from, such as a version, a seed or a data set. */
    public B provenance(String name, String value) {
        provenance.put(name, value);
        return self();
    }

    /** @throws NullPointerException naming what is missing */
    ReportFrame frame() {
        return new ReportFrame(
                Objects.requireNonNull(title, "title"),
                Objects.requireNonNull(lead, "lead"),
                Objects.requireNonNull(created, "created"),
                List.copyOf(notes),
                List.copyOf(commands),
                Collections.unmodifiableMap(new LinkedHashMap<>(provenance)));
    }
}
