package dev.facet.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.facet.interpret.json.RecordJson;
import dev.facet.nn.checkpoint.FacetVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * {@code results.json}, the machine-readable outcome of every command that measures. Its fields are described in
 * docs/results-format.md; a reader checks {@code schema} and {@code version} first.
 */
public final class ResultsFile {
    /** The value of the field {@code schema}. */
    public static final String SCHEMA = "facet.results";

    /** The value of the field {@code version}; it rises when a field changes its meaning or goes. */
    public static final int VERSION = 1;

    /** The file's name in the output folder. */
    public static final String FILE_NAME = "results.json";

    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .serializeNulls()
            .disableHtmlEscaping()
            .create();

    private static final Gson COMPACT =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    private final JsonObject json = new JsonObject();

    /** The fields that all results have and that a reader looks at first. */
    private record Head(String schema, int version, String command) {}

    private ResultsFile(String command, List<String> arguments, Instant created) {
        json.addProperty("schema", SCHEMA);
        json.addProperty("version", VERSION);
        json.addProperty("facet_version", FacetVersion.current());
        json.addProperty("created", created.truncatedTo(ChronoUnit.SECONDS).toString());
        json.addProperty("command", command);
        json.add("arguments", GSON.toJsonTree(arguments));
    }

    /**
     * The results of one run of a command.
     *
     * @param command the command's name, such as {@code verify}
     * @param arguments what it was given, word by word
     * @param created when
     */
    public static ResultsFile of(String command, List<String> arguments, Instant created) {
        return new ResultsFile(command, arguments, created);
    }

    /**
     * Adds a section.
     *
     * @param name a field that is not there yet
     * @param value not a number that JSON lacks; use null for what was not measured
     */
    public ResultsFile with(String name, JsonElement value) {
        if (json.has(name)) {
            throw new IllegalArgumentException("results already have a field '" + name + "'");
        }
        requireNumbers(name, value);
        json.add(name, value);
        return this;
    }

    /** The whole as JSON; a copy. */
    public JsonObject toJson() {
        return json.deepCopy();
    }

    /**
     * Writes {@value #FILE_NAME} into a folder, which is made if missing; an old file is replaced as one step.
     *
     * @return the file
     * @throws java.io.UncheckedIOException naming the file if it cannot be written
     */
    public Path write(Path folder) {
        Path file = folder.resolve(FILE_NAME);
        AtomicText.write(file, GSON.toJson(json) + "\n");
        return file;
    }

    /** As {@link #write}, on one line: for results of many thousand numbers. */
    public Path writeCompact(Path folder) {
        Path file = folder.resolve(FILE_NAME);
        AtomicText.write(file, COMPACT.toJson(json) + "\n");
        return file;
    }

    /**
     * The results in a folder.
     *
     * @throws java.io.UncheckedIOException if there are none that can be read
     * @throws IllegalArgumentException if the file is not one of results, or of another version
     */
    public static JsonObject read(Path folder) {
        Path file = folder.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("no results in " + folder + ": there is no " + file);
        }
        try {
            JsonElement json = JsonParser.parseString(Files.readString(file));
            Head head = RecordJson.fromJson(json, Head.class, "");
            if (!SCHEMA.equals(head.schema())) {
                throw new JsonParseException("its schema is " + head.schema());
            }
            if (head.version() != VERSION) {
                throw new IllegalArgumentException(file + " has version " + head.version()
                        + " of the format; this Facet reads version " + VERSION);
            }
            return json.getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e, e);
        } catch (JsonParseException e) {
            throw new IllegalArgumentException(
                    file + " is not a file of Facet's results: " + e.getMessage()
                            + ". If it was damaged, have it written again by the command that wrote it",
                    e);
        }
    }

    private static void requireNumbers(String path, JsonElement value) {
        if (value instanceof JsonObject object) {
            object.entrySet().forEach(entry -> requireNumbers(path + "." + entry.getKey(), entry.getValue()));
        } else if (value.isJsonArray()) {
            value.getAsJsonArray().forEach(element -> requireNumbers(path + "[]", element));
        } else if (value instanceof JsonPrimitive primitive
                && primitive.isNumber()
                && !Double.isFinite(primitive.getAsDouble())) {
            throw new IllegalArgumentException("result " + path + " is " + primitive
                    + ", which JSON has no number for; use null for not measured");
        }
    }
}
