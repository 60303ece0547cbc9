package dev.facet.faces.data;

import dev.facet.faces.data.Problems.Kind;
import dev.facet.faces.internal.ByteSource;
import dev.facet.faces.internal.MappedFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * InsightFace's training sets: {@code train.rec} ({@link RecordIo}, {@link RecordIoFaces}), {@code train.idx}
 * ({@link RecordIndex}; without it the records are found by walking over the file), and if present {@code property} with
 * {@code people,height,width} and {@code train.lst} with lines {@code 1<TAB>path<TAB>label}, from which people take the
 * names of their folders.
 */
final class RecordIoFormat implements DataFormat {

    @Override
    public String id() {
        return "recordio";
    }

    @Override
    public String title() {
        return "InsightFace RecordIO";
    }

    @Override
    public String sign() {
        return "train.rec or another .rec file";
    }

    @Override
    public boolean recognises(Path path) {
        return records(path) != null;
    }

    private static Path records(Path path) {
        List<Path> candidates = Files.isDirectory(path)
                ? List.of(path.resolve("train.rec"))
                : Look.endsWith(path, ".rec") ? List.of(path) : List.of();
        return candidates.stream().filter(Files::isRegularFile).findFirst().orElse(null);
    }

    @Override
    public FaceSource open(Path path, Problems problems) {
        Path found = records(path);
        Path file = found == null ? path : found;
        ByteSource records = MappedFile.open(file, "RecordIO file");
        Path indexFile = file.resolveSibling(Listing.stem(file) + ".idx");
        RecordIndex index = Files.exists(indexFile)
                ? RecordIndex.parse(MappedFile.open(indexFile, "index of records"), records.size())
                : RecordIndex.scan(records);
        RecordIoFaces faces = RecordIoFaces.open(name(file), records, index, names(file), problems);
        checkProperty(file.resolveSibling("property"), faces, problems);
        return FaceSource.of(this, path, faces);
    }

    private static String name(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        boolean train = Listing.stem(file).equals("train") && folder != null && folder.getFileName() != null;
        return train ? folder.getFileName().toString() : Listing.stem(file);
    }

    private static Map<Integer, String> names(Path file) {
        Path list = file.resolveSibling(Listing.stem(file) + ".lst");
        Map<Integer, String> names = new HashMap<>();
        if (Files.exists(list)) {
            Listing.forEachLine(list, "list of pictures", (line, number) -> addName(names, line));
        }
        return names;
    }

    /** Takes the folder of the first picture of each person; lines of other kinds say nothing about people. */
    static void addName(Map<Integer, String> names, String line) {
        String[] f = line.trim().split("\t");
        if (f.length < 3 || !f[2].matches("\\d{1,9}(\\.0*)?")) {
            return;
        }
        String[] parts = f[1].split("/");
        if (parts.length >= 2 && !parts[parts.length - 2].isEmpty()) {
            names.putIfAbsent((int) Float.parseFloat(f[2]), parts[parts.length - 2]);
        }
    }

    private static void checkProperty(Path file, RecordIoFaces faces, Problems problems) {
        if (!Files.exists(file)) {
            return;
        }
        int people = parseProperty(file, Listing.lines(file, "property file"))[0];
        if (people != faces.identities().size()) {
            problems.add(
                    Kind.REMARK,
                    file + " announces " + people + " people, the records have "
                            + faces.identities().size());
        }
    }

    /** Number of people, height and width of the pictures. */
    static int[] parseProperty(Path file, List<String> lines) {
        String[] f = (lines.isEmpty() ? "" : lines.get(0)).trim().split("\\s*,\\s*");
        if (f.length != 3) {
            throw Listing.bad(file, 1, "expected \"people,height,width\", got \"" + String.join(",", f) + "\"");
        }
        int[] values = new int[3];
        for (int k = 0; k < 3; k++) {
            values[k] = Listing.integer(f[k], file, 1);
        }
        return values;
    }
}
