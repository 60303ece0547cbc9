package dev.facet.benchmarks.compare;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.facet.benchmarks.peers.Contest;
import dev.facet.benchmarks.peers.Contests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The section of a Markdown page that is written from findings, between two marks. */
final class ResultsPage {
    private static final String BEGIN = "<!-- written by benchmarks/compare: begin -->\n";
    private static final String END = "<!-- written by benchmarks/compare: end -->\n";

    private final StringBuilder text = new StringBuilder();

    private ResultsPage() {}

    /** Replaces the marked section of {@code page}. */
    static void write(Path page, Findings findings) {
        try {
            String old = Files.readString(page);
            int begin = old.indexOf(BEGIN);
            int end = old.indexOf(END);
            if (begin < 0 || end < begin) {
                throw new IllegalStateException(
                        page + " has no section between " + BEGIN.strip() + " and " + END.strip());
            }
            Files.writeString(page, old.substring(0, begin) + BEGIN + section(findings.json()) + old.substring(end));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot rewrite " + page, e);
        }
    }

    static String section(JsonObject findings) {
        ResultsPage page = new ResultsPage();
        JsonObject machine = findings.getAsJsonObject("machine");
        page.line("\n%s, %s, Java %s.", text(machine, "processor"), text(machine, "isa"), text(machine, "java"));
        JsonObject threads = findings.getAsJsonObject("threads");
        List<String> order = Contests.all(1).stream().map(Contest::name).toList();
        threads.keySet().stream()
                .sorted((a, b) -> Integer.compare(Integer.parseInt(b), Integer.parseInt(a)))
                .forEach(count -> page.contests(
                        count,
                        threads.getAsJsonObject(count).entrySet().stream()
                                .sorted(Comparator.comparingInt(e -> order.indexOf(e.getKey())))
                                .map(Map.Entry::getValue)
                                .map(JsonElement::getAsJsonObject)
                                .map(Row::new)
                                .toList()));
        page.levels(jobs(findings, "levels"), order);
        jobs(findings, "convolutions")
                .entrySet()
                .forEach(e -> page.convolutions(e.getKey(), e.getValue().getAsJsonObject()));
        findings.getAsJsonObject("layers").entrySet().forEach(e -> {
            page.line("\n### %s\n", e.getKey());
            page.text.append(e.getValue().getAsString());
        });
        return page.text.append('\n').toString();
    }

    private void contests(String threads, List<Row> rows) {
        String with = with(threads);
        List<Row> timed = rows.stream().filter(Row::isTimed).toList();
        List<Row> weighed = rows.stream().filter(Row::hasMemory).toList();
        if (!timed.isEmpty()) {
            summary(with, timed);
            details(with, timed);
        }
        if (!weighed.isEmpty()) {
            memory(with, weighed);
        }
    }

    private void summary(String with, List<Row> rows) {
        line("\n### %s: Facet and the fastest peer\n", with);
        line(
                "| job | Facet ms | GFLOP/s | of the multiply-add peak | fewer multiplications | fastest peer | ms | **ratio** |"
                        + " bytes allocated, native calls a run |");
        line("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        for (Row row : rows) {
            JsonObject facet = row.facetTime();
            JsonObject peer = row.fastestPeer();
            line(
                    "| %s | %s | %.0f | %.0f %% | ×%.2f | %s | %s | **%.2f** | %.0f, %.0f |",
                    row.title(),
                    ms(Row.median(facet)),
                    row.gflops(facet),
                    100 * row.peakShare(facet),
                    row.number("multiply_reduction"),
                    text(peer, "who"),
                    ms(Row.median(peer)),
                    row.speed(),
                    row.number("allocated_bytes_per_run"),
                    row.number("native_calls_per_run"));
        }
    }

    private void details(String with, List<Row> rows) {
        line("\n### %s: all contenders\n", with);
        line("| job | contender | median ms | fastest to slowest | GFLOP/s | of the peak | turns (disturbed) |");
        line("| --- | --- | --- | --- | --- | --- | --- |");
        for (Row row : rows) {
            for (JsonObject time : row.times()) {
                line("| %s | %s | %s | %s", row.title(), text(time, "who"), ms(Row.median(time)), measured(row, time));
            }
        }
    }

    private void memory(String with, List<Row> rows) {
        line("\n### %s: peak memory, a process each\n", with);
        line("| job | Facet MB | leanest peer | MB | **Facet over peer** |");
        line("| --- | --- | --- | --- | --- |");
        for (Row row : rows) {
            JsonObject peer = row.leanestPeer();
            double theirs = peer.get("peak_mb").getAsDouble();
            line(
                    "| %s | %.0f | %s | %.0f | **%.2f** |",
                    row.title(), row.facetMegabytes(), text(peer, "who"), theirs, row.facetMegabytes() / theirs);
        }
    }

    /** Facet alone at lower levels of instructions. */
    private void levels(JsonObject levels, List<String> order) {
        levels.entrySet()
                .forEach(level -> level.getValue().getAsJsonObject().entrySet().forEach(count -> {
                    line("\n### Facet at the level %s, %s\n", level.getKey(), with(count.getKey()));
                    line(
                            "| job | median ms | fastest to slowest | GFLOP/s | of the level's multiply-add peak | turns (disturbed) |");
                    line("| --- | --- | --- | --- | --- | --- |");
                    JsonObject jobs = count.getValue().getAsJsonObject();
                    order.stream()
                            .filter(jobs::has)
                            .map(jobs::getAsJsonObject)
                            .map(Row::new)
                            .forEach(row -> {
                                JsonObject time = row.facetTime();
                                line("| %s | %s | %s", row.title(), ms(Row.median(time)), measured(row, time));
                            });
                }));
    }

    /** Convolutions by themselves beside oneDNN: a line a layer. */
    private void convolutions(String threads, JsonObject contests) {
        line("\n### %s: convolutions beside oneDNN, GFLOP/s by direct sums\n", with(threads));
        line(
                "| layer | multiply-add peak | forward: Facet (of the peak), oneDNN, **ratio** | data gradient | weight gradient |");
        line("| --- | --- | --- | --- | --- |");
        Map<String, Map<String, Row>> layers = new LinkedHashMap<>();
        for (Contest contest : Contests.layers(Integer.parseInt(threads))) {
            if (contests.has(contest.name())) {
                String pass = contest.name().substring(contest.name().lastIndexOf('-') + 1);
                layers.computeIfAbsent(contest.title(), key -> new LinkedHashMap<>())
                        .put(pass, new Row(contests.getAsJsonObject(contest.name())));
            }
        }
        layers.forEach((title, passes) -> line(
                "| %s | %.0f | %s | %s | %s |",
                title,
                passes.values().iterator().next().number("fma_peak_gflops"),
                beside(passes.get("forward")),
                beside(passes.get("data")),
                beside(passes.get("weights"))));
    }

    private static String beside(Row row) {
        if (row == null) {
            return "";
        }
        boolean disturbed =
                row.times().stream().anyMatch(t -> t.get("disturbed").getAsBoolean());
        return String.format(
                Locale.ROOT,
                "%.0f (%.0f %%), %.0f, **%.2f**%s",
                row.gflops(row.facetTime()),
                100 * row.peakShare(row.facetTime()),
                row.gflops(row.fastestPeer()),
                row.speed(),
                disturbed ? " disturbed" : "");
    }

    private static JsonObject jobs(JsonObject findings, String name) {
        return findings.has(name) ? findings.getAsJsonObject(name) : new JsonObject();
    }

    private static String with(String threads) {
        return threads.equals("1") ? "One thread" : threads + " threads";
    }

    private static String measured(Row row, JsonObject time) {
        return String.format(
                Locale.ROOT,
                "%s to %s | %.0f | %.0f %% of %.0f | %d (%d)%s |",
                ms(time.get("fastest_ms").getAsDouble()),
                ms(time.get("slowest_ms").getAsDouble()),
                row.gflops(time),
                100 * row.peakShare(time),
                row.number("fma_peak_gflops"),
                time.get("turns").getAsInt(),
                time.get("disturbed_turns").getAsInt(),
                time.get("disturbed").getAsBoolean() ? " disturbed" : "");
    }

    private static String ms(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : value < 100 ? "%.1f" : "%.0f", value);
    }

    private static String text(JsonObject json, String name) {
        return json.get(name).getAsString();
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
