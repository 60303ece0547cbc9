package dev.facet.benchmarks.peers;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The times of a contest; Facet's come first. */
public record Outcome(Contest contest, List<Series> series) {
    private Series facet() {
        return series.get(0);
    }

    private Series bestPeer() {
        return series.stream()
                .skip(1)
                .min(Comparator.comparingDouble(Series::median))
                .orElseThrow();
    }

    /** The best peer's time over Facet's: above 1, Facet is faster. */
    private double ratio() {
        return bestPeer().median() / facet().median();
    }

    /** The header of {@link #line()}. */
    public static String header() {
        return String.format("%-24s %10s %10s %6s  %s", "job", "ours_ms", "peer_ms", "ratio", "peer");
    }

    public String line() {
        return String.format(
                Locale.ROOT,
                "%-24s %10.3f %10.3f %6.2f  %s%s",
                contest.name(),
                facet().median(),
                bestPeer().median(),
                ratio(),
                bestPeer().who(),
                series.stream().anyMatch(Series::isDisturbed) ? " (disturbed: run again on a quiet machine)" : "");
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("job", contest.name());
        json.addProperty("ours_ms", facet().median());
        json.addProperty("peer_ms", bestPeer().median());
        json.addProperty("ratio", ratio());
        json.addProperty("peer", bestPeer().who());
        JsonArray contenders = new JsonArray();
        for (Series s : series) {
            JsonObject one = new JsonObject();
            one.addProperty("who", s.who());
            one.addProperty("median_ms", s.median());
            one.addProperty("fastest_ms", s.fastest());
            one.addProperty("slowest_ms", s.slowest());
            one.addProperty("gflops", contest.gigaflop() / (s.median() / 1e3));
            one.addProperty("turns", s.quietCount());
            one.addProperty("disturbed_turns", s.disturbedCount());
            contenders.add(one);
        }
        json.add("contenders", contenders);
        return json;
    }
}
