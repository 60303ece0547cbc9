package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FacePair;
import dev.facet.faces.FacePairs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pairs in the format of LFW's View 2. The header is {@code folds<TAB>n} (or {@code n} alone, one fold); then for each
 * fold n lines {@code name i j} of one person and n lines {@code name1 i name2 j} of two. Picture i of a person is
 * {@code images/name/name_000i.jpg}.
 */
public final class LfwPairs {

    private LfwPairs() {}

    /**
     * Reads a folder with {@code pairs.txt} and {@code images/}.
     *
     * @throws FaceDataException see {@link #read(Path, Path)}
     */
    public static FacePairs read(Path root) {
        return read(root.resolve("pairs.txt"), root.resolve("images"));
    }

    /**
     * Reads pairs; pictures are read later.
     *
     * @param pairsFile the list of pairs
     * @param images folder of one folder per person
     * @throws FaceDataException naming file and line if a line is malformed, the number of pairs is not what the header
     *     says, or a picture is missing
     */
    public static FacePairs read(Path pairsFile, Path images) {
        List<String> lines = Listing.lines(pairsFile, "list of pairs");
        int[] header = header(lines, pairsFile);
        int folds = header[0];
        int perKind = header[1];
        Map<String, Integer> indexOf = new LinkedHashMap<>();
        List<NamedFiles.Entry> files = new ArrayList<>();
        List<FacePair> pairs = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            int k = pairs.size();
            if (k >= 2L * folds * perKind) {
                throw Listing.bad(
                        pairsFile, i + 1, "the header announces " + 2L * folds * perKind + " pairs, this is one more");
            }
            boolean same = k % (2 * perKind) < perKind;
            String[] f = lines.get(i).trim().split("\\t");
            f = f.length == (same ? 3 : 4) ? f : lines.get(i).trim().split("\\s+");
            if (f.length != (same ? 3 : 4)) {
                throw Listing.bad(
                        pairsFile,
                        i + 1,
                        "expected " + (same ? "\"name i j\"" : "\"name1 i name2 j\"") + ", got \"" + lines.get(i)
                                + "\"");
            }
            if (!same && f[0].equals(f[2])) {
                throw Listing.bad(pairsFile, i + 1, "a pair of two people names " + f[0] + " twice");
            }
            int first = picture(images, f[0], f[1], indexOf, files, pairsFile, i + 1);
            int second = picture(images, same ? f[0] : f[2], same ? f[2] : f[3], indexOf, files, pairsFile, i + 1);
            pairs.add(new FacePair(first, second, same, k / (2 * perKind)));
        }
        if (pairs.size() != 2L * folds * perKind) {
            throw Listing.bad(
                    pairsFile,
                    lines.size(),
                    "the header announces " + 2L * folds * perKind + " pairs, the file ends after " + pairs.size()
                            + ". Copy it again.");
        }
        return new FacePairs(new NamedFiles("LFW", files), pairs, folds);
    }

    private static int[] header(List<String> lines, Path file) {
        String[] fields = lines.isEmpty() ? new String[0] : lines.get(0).trim().split("\\s+");
        try {
            int folds = fields.length == 2 ? Integer.parseInt(fields[0]) : 1;
            int perKind = Integer.parseInt(fields[fields.length - 1]);
            if (fields.length <= 2 && folds > 0 && perKind > 0) {
                return new int[] {folds, perKind};
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            // Reported below, as every other wrong header.
        }
        throw Listing.bad(
                file,
                1,
                "expected a header \"folds<TAB>pairs\", got \"" + (lines.isEmpty() ? "" : lines.get(0)) + "\"");
    }

    private static int picture(
            Path images,
            String name,
            String number,
            Map<String, Integer> indexOf,
            List<NamedFiles.Entry> files,
            Path pairsFile,
            int line) {
        int n;
        try {
            n = Integer.parseInt(number);
        } catch (NumberFormatException e) {
            throw Listing.bad(pairsFile, line, "\"" + number + "\" is no picture number");
        }
        String id = String.format("%s/%s_%04d.jpg", name, name, n);
        Integer known = indexOf.get(id);
        if (known != null) {
            return known;
        }
        Path file = images.resolve(id);
        if (!Files.exists(file)) {
            throw Listing.bad(pairsFile, line, "there is no picture " + file + ". Copy it there.");
        }
        indexOf.put(id, files.size());
        files.add(new NamedFiles.Entry(id, name, file, null));
        return files.size() - 1;
    }
}
