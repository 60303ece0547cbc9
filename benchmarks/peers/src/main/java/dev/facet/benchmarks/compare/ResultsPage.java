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
        findings.getAsJsonObject("layers").entrySet().forEach(e -> {
            page.line("\n### %s\n", e.getKey());
            page.text.append(e.getValue().getAsString());
        });
        return page.text.append('\n').toString();
    }

    private void contests(String threads, List<Row> rows) {
        String with = threads.equals("1") ? "One thread" : threads + " threads";
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
                line(
                        "| %s | %s | %s | %s to %s | %.0f | %.0f %% of %.0f | %d (%d)%s |",
                        row.title(),
                        text(time, "who"),
                        ms(Row.median(time)),
                        ms(time.get("fastest_ms").getAsDouble()),
                        ms(time.get("slowest_ms").getAsDouble()),
                        row.gflops(time),
                        100 * row.peakShare(time),
                        row.number("fma_peak_gflops"),
                        time.get("turns").getAsInt(),
                        time.get("disturbed_turns").getAsInt(),
                        time.get("disturbed").getAsBoolean() ? " disturbed" : "");
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
