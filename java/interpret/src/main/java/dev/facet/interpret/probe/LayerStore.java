package dev.facet.interpret.probe;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.facet.interpret.json.RecordJson;
import dev.facet.nn.checkpoint.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Results of layers in a folder, a file each, written whole as soon as a layer is done, so that a study that was ended can go on. A
 * file {@code study.txt} says what study they are of.
 */
public final class LayerStore {
    static final String SCRATCH_SUFFIX = ".features";

    private static final String KEY_FILE = "study.txt";

    private final Path folder;

    private LayerStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens a folder.
     *
     * @param folder made if missing
     * @param key all that decides the results
     * @param resume whether results that are there already are used; else a folder with results is refused
     * @throws IllegalArgumentException if the folder has results and they may not be used, or are of another study
     */
    public static LayerStore open(Path folder, String key, boolean resume) {
        Path file = folder.resolve(KEY_FILE);
        LayerStore store = new LayerStore(folder);
        if (Files.exists(file)) {
            if (!resume) {
                throw new IllegalArgumentException(
                        folder + " has results of a study: go on with --resume, or give another --out");
            }
            String there = read(file);
            if (!there.equals(key)) {
                throw new IllegalArgumentException(folder + " has results of another study, with\n" + there
                        + "instead of\n" + key + "Give the same arguments, or another --out.");
            }
        } else {
            write(file, key);
        }
        store.clearScratch();
        return store;
    }

    /** The result of a layer, if it is there whole, and of a layer of this shape. */
    Optional<LayerResult> find(ProbedLayer layer) {
        return stored(file(layer), LayerResult.class).filter(result -> layer.equals(result.layer()));
    }

    void put(LayerResult result) {
        write(file(result.layer()), RecordJson.toJson(result).toString());
    }

    /**
     * What an ablation found.
     *
     * @param of all that decides it beside the study: layer, label, shares, number of later layers
     */
    private record StoredAblation(String of, List<AblationResult> results) {}

    /**
     * The results of an ablation, if they are there whole.
     *
     * @param of all that decides it beside the study
     */
    Optional<List<AblationResult>> findAblation(String of) {
        return stored(ablationFile(of), StoredAblation.class)
                .filter(stored -> of.equals(stored.of()))
                .map(StoredAblation::results);
    }

    void putAblation(String of, List<AblationResult> results) {
        write(
                ablationFile(of),
                RecordJson.toJson(new StoredAblation(of, results)).toString());
    }

    /** What a file holds, if it is there whole; files are written whole, so somebody else has damaged one that is not. */
    private static <T extends Record> Optional<T> stored(Path file, Class<T> type) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(RecordJson.fromJson(JsonParser.parseString(read(file)), type, ""));
        } catch (JsonParseException e) {
            return Optional.empty(); // computed again
        }
    }

    private Path ablationFile(String of) {
        return folder.resolve("ablation-" + of.replaceAll("[^A-Za-z0-9._-]+", "_") + ".json");
    }

    /** Removes what a study that was killed has left behind. */
    private void clearScratch() {
        if (!Files.isDirectory(scratch())) {
            return;
        }
        try (Stream<Path> left = Files.list(scratch())) {
            for (Path file :
                    left.filter(f -> f.toString().endsWith(SCRATCH_SUFFIX)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clear " + scratch() + ": " + e, e);
        }
    }

    /** A folder for what is only needed while the study runs, in files that end in {@value #SCRATCH_SUFFIX}. */
    Path scratch() {
        return folder.resolve("features");
    }

    private Path file(ProbedLayer layer) {
        String name = layer.name().replaceAll("[^A-Za-z0-9._-]", "_");
        return folder.resolve("%04d-%s.json".formatted(layer.index(), name));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read " + file + ": " + e
                            + ". Check that it may be read, or delete it: what it holds is computed again",
                    e);
        }
    }

    private static void write(Path file, String text) {
        AtomicFile.write(file, channel -> fill(channel, text));
    }

    private static void fill(WritableByteChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
