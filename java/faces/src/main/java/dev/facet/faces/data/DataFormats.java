package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** All formats of data sets on disk. A new one is a class and a line here; see docs/datasets.md. */
public final class DataFormats {

    // From the most to the least telling sign: a folder per person is whatever has folders.
    private static final List<DataFormat> ALL = List.of(
            new BinPackFormat(),
            new RecordIoFormat(),
            new DlibFormat(),
            new FaceDictionaryFormat(),
            new CelebaFormat(),
            new Ytf68Format(),
            new CfpFormat(),
            new CrossLfwFormat(),
            new LfwFormat(),
            new LapaFormat(),
            new CelebaMaskHqFormat(),
            new PtsFormat(),
            new ActionUnitsFormat(),
            new AgeDbFormat(),
            new UtkFaceFormat(),
            new FolderFormat());

    private DataFormats() {}

    /** The formats, in the order in which they are tried. */
    public static List<DataFormat> all() {
        return ALL;
    }

    /** The first format that recognises a path. */
    public static Optional<DataFormat> recognise(Path path) {
        return ALL.stream().filter(format -> format.recognises(path)).findFirst();
    }

    /**
     * A format by its name.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static DataFormat byId(String id) {
        return ALL.stream()
                .filter(format -> format.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no data-set format \"" + id + "\"; there are "
                        + ALL.stream().map(DataFormat::id).collect(Collectors.joining(", "))));
    }

    /**
     * Opens a whole data set.
     *
     * @param location a path, or {@code FORMAT:PATH} to say the format instead of having it recognised
     * @throws FaceDataException if there is nothing, if no format recognises it, if a list is malformed, or if a part is
     *     missing; the message names file, place and remedy
     */
    public static FaceSource open(String location) {
        Problems problems = new Problems();
        FaceSource source = open(location, problems);
        problems.orThrow(source.path());
        return source;
    }

    /**
     * Opens what is there of a data set.
     *
     * @param location a path, or {@code FORMAT:PATH}
     * @param problems gets what is left out
     * @throws FaceDataException as {@link #open(String)}, but not for missing parts
     */
    public static FaceSource open(String location, Problems problems) {
        int colon = location.indexOf(':');
        String prefix = colon < 0 ? "" : location.substring(0, colon);
        Optional<DataFormat> named =
                ALL.stream().filter(format -> format.id().equals(prefix)).findFirst();
        Path path = Path.of(named.isPresent() ? location.substring(colon + 1) : location);
        if (!Files.exists(path)) {
            throw new FaceDataException("There is no data set at " + path + ". Check the path.");
        }
        DataFormat format = named.or(() -> recognise(path))
                .orElseThrow(() -> new FaceDataException("The format of " + path
                        + " is not recognised. Known are: " + signs()
                        + ". Say which it is with FORMAT:" + path + " (facet dataset formats lists the names)."));
        return format.open(path, problems);
    }

    private static String signs() {
        return ALL.stream()
                .map(format -> format.title() + " (" + format.sign() + ")")
                .collect(Collectors.joining("; "));
    }
}
