package dev.facet.benchmarks.compare;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** A job's findings, to be shown. Facet's come first. */
record Row(JsonObject job) {
    private static final String FACET = "facet";

    boolean isTimed() {
        return job.has("contenders");
    }

    boolean hasMemory() {
        return job.has("memory");
    }

    String title() {
        return job.get("title").getAsString();
    }

    double number(String name) {
        return job.get(name).getAsDouble();
    }

    /** All contenders' times. */
    List<JsonObject> times() {
        return objects("contenders");
    }

    JsonObject facetTime() {
        return times().get(0);
    }

    JsonObject fastestPeer() {
        return times().stream()
                .skip(1)
                .min(Comparator.comparingDouble(Row::median))
                .orElseThrow();
    }

    /** The fastest peer's time over Facet's. */
    double speed() {
        return median(fastestPeer()) / median(facetTime());
    }

    double gflops(JsonObject time) {
        return number("gigaflop") / (median(time) / 1e3);
    }

    double peakShare(JsonObject time) {
        return gflops(time) / number("fma_peak_gflops");
    }

    double facetMegabytes() {
        return megabytes(FACET).orElseThrow();
    }

    Optional<Double> megabytes(String who) {
        return hasMemory()
                ? objects("memory").stream()
                        .filter(o -> o.get("who").getAsString().equals(who))
                        .map(o -> o.get("peak_mb").getAsDouble())
                        .findFirst()
                : Optional.empty();
    }

    JsonObject leanestPeer() {
        return objects("memory").stream()
                .filter(o -> !o.get("who").getAsString().equals(FACET))
                .min(Comparator.comparingDouble(o -> o.get("peak_mb").getAsDouble()))
                .orElseThrow();
    }

    static double median(JsonObject time) {
        return time.get("median_ms").getAsDouble();
    }

    private List<JsonObject> objects(String name) {
        return StreamSupport.stream(job.getAsJsonArray(name).spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }
}
