package dev.facet.nn.training;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the training's events as JSON lines, one object a line, whole lines at once so that others can follow. On resume the
 * lines of steps that were not saved, and a last line that was cut, are dropped: the file reads as if the run had never been
 * interrupted.
 */
public final class TrainingLog implements TrainingListener, AutoCloseable {
    private final Path file;
    private BufferedWriter writer;

    /** @param file created or continued when training starts; its folder is made if missing */
    public TrainingLog(Path file) {
        this.file = file;
    }

    @Override
    public void started(long step, long steps) {
        try {
            closeWriter();
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            List<String> kept = step == 0 || !Files.exists(file) ? List.of() : linesUpTo(step);
            Files.write(file, kept, StandardCharsets.UTF_8);
            writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    @Override
    public void stepped(StepMetrics metrics) {
        write(metrics.toJson());
    }

    @Override
    public void epochEnded(EpochMetrics metrics) {
        write(metrics.toJson());
    }

    @Override
    public void close() {
        try {
            closeWriter();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private List<String> linesUpTo(long step) throws IOException {
        List<String> kept = new ArrayList<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            long at = stepOf(line);
            if (at >= 0 && at <= step) {
                kept.add(line);
            }
        }
        return kept;
    }

    private static long stepOf(String line) {
        try {
            JsonElement element = JsonParser.parseString(line);
            JsonElement step =
                    element.isJsonObject() ? element.getAsJsonObject().get("step") : null;
            return step == null ? -1 : step.getAsLong();
        } catch (JsonParseException | NumberFormatException | UnsupportedOperationException e) {
            // A line cut by a crash: it belongs to a step that will be done again.
            return -1;
        }
    }

    private void write(JsonObject json) {
        if (writer == null) {
            throw new IllegalStateException(file + ": the log is not open; it opens when training starts");
        }
        try {
            writer.write(json.toString());
            writer.newLine();
            writer.flush();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private void closeWriter() throws IOException {
        if (writer != null) {
            writer.close();
            writer = null;
        }
    }

    private UncheckedIOException failure(IOException e) {
        return new UncheckedIOException(
                file + ": the training log cannot be written; free disk space or choose another folder", e);
    }
}
