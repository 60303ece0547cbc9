package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FacePairs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Pairs in the format of LFW's View 2. The header is {@code folds<TAB>n} (or {@code n} alone, one fold); then for each
 * fold n lines {@code name i j} of one person and n lines {@code name1 i name2 j} of two. Picture i of a person is
 * {@code name/name_000i.jpg} in the folder of pictures.
 */
public final class LfwPairs {

    /**
     * A line of the list.
     *
     * @param line where it stands, from 1
     * @param first a person
     * @param i number of a picture of that person
     * @param second the same or another person
     * @param j number of a picture of {@code second}
     * @param fold from 0
     */
    record Row(int line, String first, int i, String second, int j, int fold) {
        boolean same() {
            return first.equals(second);
        }
    }

    /** The lines of a list and the number of its folds. */
    record Rows(List<Row> rows, int folds) {}

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
     *     says, or pictures are missing
     */
    public static FacePairs read(Path pairsFile, Path images) {
        Problems problems = new Problems();
        Rows rows = parse(pairsFile, Listing.lines(pairsFile, "list of pairs"));
        FacePairs pairs = collect(pairsFile, rows, images, ".jpg", problems);
        problems.orThrow(pairsFile);
        return pairs;
    }

    static FacePairs collect(Path pairsFile, Rows rows, Path images, String ending, Problems problems) {
        PairCollector collector = new PairCollector("LFW", pairsFile, problems);
        for (Row row : rows.rows) {
            String where = pairsFile + " line " + row.line;
            int first = picture(collector, images, row.first, row.i, ending, pairsFile, row.line);
            int second = picture(collector, images, row.second, row.j, ending, pairsFile, row.line);
            collector.pair(first, second, row.same(), row.fold, where);
        }
        return collector.build(rows.folds);
    }

    private static int picture(
            PairCollector collector, Path images, String person, int number, String ending, Path list, int line) {
        String id = file(person, number, ending);
        return collector.picture(id, person, Listing.within(images, images, id, list, line), list + " line " + line);
    }

    /** Where picture {@code number} of a person is, relative to the folder of pictures. */
    static String file(String person, int number, String ending) {
        return String.format(Locale.ROOT, "%s/%s_%04d%s", person, person, number, ending);
    }

    static Rows parse(Path file, List<String> lines) {
        int[] header = header(lines, file);
        int folds = header[0];
        int perKind = header[1];
        List<Row> rows = new ArrayList<>();
        for (int n = 1; n < lines.size(); n++) {
            String line = lines.get(n).trim();
            if (line.isEmpty()) {
                continue;
            }
            int k = rows.size();
            if (k >= 2L * folds * perKind) {
                throw Listing.bad(
                        file, n + 1, "the header announces " + 2L * folds * perKind + " pairs, this is one more");
            }
            boolean same = k % (2L * perKind) < perKind;
            String[] f = line.split("\\t");
            f = f.length == (same ? 3 : 4) ? f : line.split("\\s+");
            if (f.length != (same ? 3 : 4)) {
                throw Listing.bad(
                        file,
                        n + 1,
                        "expected " + (same ? "\"name i j\"" : "\"name1 i name2 j\"") + ", got \"" + line + "\"");
            }
            if (!same && f[0].equals(f[2])) {
                throw Listing.bad(file, n + 1, "a pair of two people names " + f[0] + " twice");
            }
            rows.add(new Row(
                    n + 1,
                    f[0],
                    Listing.integer(f[1], file, n + 1),
                    same ? f[0] : f[2],
                    Listing.integer(same ? f[2] : f[3], file, n + 1),
                    (int) (k / (2L * perKind))));
        }
        if (rows.size() != 2L * folds * perKind) {
            throw Listing.bad(
                    file,
                    lines.size(),
                    "the header announces " + 2L * folds * perKind + " pairs, the file ends after " + rows.size()
                            + ". Copy it again.");
        }
        return new Rows(rows, folds);
    }

    /** Folds and pairs of each kind; an error if the first line is no header. */
    static int[] header(List<String> lines, Path file) {
        String first = lines.isEmpty() ? "" : lines.get(0);
        String[] fields = first.trim().split("\\s+");
        try {
            int folds = fields.length == 2 ? Integer.parseInt(fields[0]) : 1;
            int perKind = Integer.parseInt(fields[fields.length - 1]);
            if (fields.length <= 2 && folds > 0 && perKind > 0) {
                return new int[] {folds, perKind};
            }
        } catch (NumberFormatException e) {
            // Reported below, as every other wrong header.
        }
        throw Listing.bad(file, 1, "expected a header \"folds<TAB>pairs\", got \"" + first + "\"");
    }
}
