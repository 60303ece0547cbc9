package dev.facet.benchmarks.compare;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.benchmarks.peers.Contest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What was measured, as JSON: {@code machine}; {@code threads} and {@code convolutions}, by number of threads, by job; {@code levels},
 * by level of instructions, by number of threads, by job; {@code layers}, tables. New findings replace those of the same job;
 * findings of another machine are dropped.
 */
final class Findings {
    private final Path file;
    private final JsonObject json;

    private Findings(Path file, JsonObject json) {
        this.file = file;
        this.json = json;
    }

    static Findings open(Path file, JsonObject machine) {
        try {
            if (Files.exists(file)) {
                JsonObject old = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
                if (old.get("machine").equals(machine)) {
                    return new Findings(file, old);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        JsonObject json = new JsonObject();
        json.add("machine", machine);
        json.add("threads", new JsonObject());
        json.add("layers", new JsonObject());
        return new Findings(file, json);
    }

    JsonObject json() {
        return json;
    }

    /** The timing of a contest, as {@link TimingProcess} answers. */
    void addTiming(Contest contest, int threads, double peak, JsonObject timing) {
        add(job(json.getAsJsonObject("threads"), contest, threads), peak, timing);
    }

    /** The timing of a convolution by itself. */
    void addConvolution(Contest contest, int threads, double peak, JsonObject timing) {
        add(job(member(json, "convolutions"), contest, threads), peak, timing);
    }

    /** The timing of Facet alone at a level of instructions, whose multiply-add peak this is. */
    void addLevel(String level, Contest contest, int threads, double peak, JsonObject timing) {
        add(job(member(member(json, "levels"), level), contest, threads), peak, timing);
    }

    private void add(JsonObject job, double peak, JsonObject timing) {
        job.addProperty("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        job.addProperty("fma_peak_gflops", peak);
        timing.entrySet().forEach(e -> job.add(e.getKey(), e.getValue()));
        save();
    }

    /** The memory of a contest's contenders, as {@link MemoryProcess} answers for each. */
    void addMemory(Contest contest, int threads, JsonArray contenders) {
        job(json.getAsJsonObject("threads"), contest, threads).add("memory", contenders);
        save();
    }

    void addLayers(String title, String table) {
        json.getAsJsonObject("layers").addProperty(title, table);
        save();
    }

    private static JsonObject job(JsonObject counts, Contest contest, int threads) {
        JsonObject jobs = member(counts, Integer.toString(threads));
        JsonObject job = member(jobs, contest.name());
        job.addProperty("title", contest.title());
        return job;
    }

    private static JsonObject member(JsonObject parent, String name) {
        if (!parent.has(name)) {
            parent.add(name, new JsonObject());
        }
        return parent.getAsJsonObject(name);
    }

    private void save() {
        try {
            Files.writeString(
                    file, new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
