package dev.facet.report;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.facet.faces.Image;
import dev.facet.interpret.json.RecordJson;
import dev.facet.interpret.overlay.MapSheet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The pictures of a study's page, which its results do not hold: kept beside these in {@value #FILE_NAME}, they let the page be made
 * again without the networks and the faces.
 */
public final class StudyPictures {
    /** The file's name in the output folder. It holds faces. */
    public static final String FILE_NAME = "pictures.json";

    private String face;
    private final Map<String, Map<String, SeenChannels>> seen = new LinkedHashMap<>();

    /** The file's fields; {@code seen} by network and label. */
    private record Stored(Optional<String> face, Map<String, Map<String, SeenChannels>> seen) {}

    /** The face that places in the picture are shown on, such as the mean of the faces tested on. */
    public void face(Image picture) {
        face = Pictures.photo(picture);
    }

    /**
     * Adds what a network's best channels for a label see.
     *
     * @param network as in {@link dev.facet.interpret.probe.NetworkResult#network}
     * @param sheet its layer is one that was probed
     */
    public void seen(String network, String label, MapSheet sheet) {
        seen.computeIfAbsent(network, name -> new LinkedHashMap<>()).put(label, SeenChannels.of(sheet));
    }

    /** A data URI. */
    Optional<String> face() {
        return Optional.ofNullable(face);
    }

    /** By label; empty without pictures. */
    Map<String, SeenChannels> seen(String network) {
        return seen.getOrDefault(network, Map.of());
    }

    /** @throws IllegalArgumentException if they show a network that is none of these */
    void requireOf(Collection<String> networks) {
        for (String network : seen.keySet()) {
            if (!networks.contains(network)) {
                throw ofAnotherStudy("the network '" + network + "'");
            }
        }
    }

    /** @param what they show that the study has not probed */
    static IllegalArgumentException ofAnotherStudy(String what) {
        return new IllegalArgumentException(FILE_NAME + " shows channels of " + what
                + ", which was not probed: it is another study's; delete it to do without");
    }

    /**
     * Writes {@value #FILE_NAME} into a folder; an old file is replaced as one step.
     *
     * @throws UncheckedIOException naming the file if it cannot be written
     */
    public void write(Path folder) {
        AtomicText.write(folder.resolve(FILE_NAME), RecordJson.toJson(new Stored(face(), seen)) + "\n");
    }

    /**
     * The pictures in a folder; empty if it has none.
     *
     * @throws UncheckedIOException naming the file if it cannot be read
     * @throws IllegalArgumentException if it is broken
     */
    public static Optional<StudyPictures> read(Path folder) {
        Path file = folder.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Stored stored = RecordJson.fromJson(JsonParser.parseString(Files.readString(file)), Stored.class, "");
            StudyPictures pictures = new StudyPictures();
            pictures.face = stored.face().orElse(null);
            pictures.seen.putAll(stored.seen());
            return Optional.of(pictures);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e, e);
        } catch (JsonParseException e) {
            throw new IllegalArgumentException(
                    file + " is broken (" + e.getMessage() + "); delete it to do without", e);
        }
    }
}
