package dev.facet.faces.data;

import dev.facet.faces.FacePairs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Labeled Faces in the Wild: {@code pairs.txt} or {@code people.txt} beside a folder of one folder per person. A folder
 * with both gives the people as faces and the pairs as pairs. See {@link LfwPairs} and {@link LfwPeople}.
 */
final class LfwFormat implements DataFormat {

    private static final List<String> PICTURE_FOLDERS = List.of(
            "images",
            "lfw",
            "lfw-deepfunneled",
            "lfw-deepfunneled/lfw-deepfunneled",
            "lfw_deepfunneled",
            "lfw_funneled",
            "lfw-funneled",
            "lfw_home/lfw_funneled",
            "");
    private static final List<String> ENDINGS = List.of(".jpg", ".png", ".jpeg");
    private static final int TRIED = 20;

    @Override
    public String id() {
        return "lfw";
    }

    @Override
    public String title() {
        return "Labeled Faces in the Wild";
    }

    @Override
    public String sign() {
        return "pairs.txt or people.txt";
    }

    @Override
    public boolean recognises(Path path) {
        if (Files.isDirectory(path)) {
            return isList(path.resolve("pairs.txt")) || isList(path.resolve("people.txt"));
        }
        return (named(path, "pairs") || named(path, "people")) && isList(path);
    }

    private static boolean named(Path file, String start) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.startsWith(start) && name.endsWith(".txt");
    }

    private static boolean isList(Path file) {
        List<String> first = Look.firstLines(file);
        return !first.isEmpty() && first.get(0).trim().matches("\\d{1,9}(\\s+\\d{1,9})?");
    }

    @Override
    public FaceSource open(Path path, Problems problems) {
        boolean folder = Files.isDirectory(path);
        Path root = folder ? path : Listing.folderOf(path);
        Path pairsFile = folder ? root.resolve("pairs.txt") : path;
        Path peopleFile = folder ? root.resolve("people.txt") : path;
        boolean people = folder ? Files.exists(peopleFile) : named(path, "people");
        Optional<FacePairs> pairs = Optional.empty();
        if (folder ? Files.exists(pairsFile) || !people : !people) {
            LfwPairs.Rows rows = LfwPairs.parse(pairsFile, Listing.lines(pairsFile, "list of pairs"));
            Pictures pictures = pictures(
                    root,
                    rows.rows().stream()
                            .map(row -> LfwPairs.file(row.first(), row.i(), ""))
                            .toList());
            pairs = Optional.of(LfwPairs.collect(pairsFile, rows, pictures.folder, pictures.ending, problems));
        }
        if (people) {
            List<LfwPeople.Row> rows = LfwPeople.parse(peopleFile, Listing.lines(peopleFile, "list of people"));
            Pictures pictures = pictures(
                    root,
                    rows.stream().map(row -> LfwPairs.file(row.name(), 1, "")).toList());
            return new FaceSource(
                    this, path, LfwPeople.collect(peopleFile, rows, pictures.folder, pictures.ending, problems), pairs);
        }
        return FaceSource.of(this, path, pairs.orElseThrow());
    }

    private record Pictures(Path folder, String ending) {}

    /** The folder and the ending under which one of the first pictures is found. */
    private static Pictures pictures(Path root, List<String> stems) {
        for (String name : PICTURE_FOLDERS) {
            Path folder = root.resolve(name);
            for (String ending : ENDINGS) {
                if (stems.stream().limit(TRIED).anyMatch(stem -> Files.isRegularFile(folder.resolve(stem + ending)))) {
                    return new Pictures(folder, ending);
                }
            }
        }
        return new Pictures(root.resolve("images"), ".jpg");
    }
}
