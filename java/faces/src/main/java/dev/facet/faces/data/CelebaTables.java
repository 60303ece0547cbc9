package dev.facet.faces.data;

import dev.facet.faces.LandmarkScheme;
import dev.facet.faces.Partition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The lists that come with CelebA, as released ({@code .txt}: fields between blanks, some with a count and a line of
 * names before the rows) and as commonly repacked ({@code .csv}: fields between commas, a line of names).
 */
final class CelebaTables {

    /** The rows of a list by picture, and the names of their values. */
    record Table<T>(List<String> names, Map<String, T> rows) {}

    private interface RowParser<T> {
        T parse(String[] fields, int line);
    }

    private CelebaTables() {}

    /** Lines {@code picture identity}: the number of the person in each picture. */
    static Map<String, Integer> identities(Path file, List<String> lines) {
        return parse(file, lines, 1, (fields, line) -> Listing.integer(fields[1], file, line)).rows;
    }

    /** Lines {@code picture part}, 0 training, 1 validation, 2 test. */
    static Map<String, Partition> partitions(Path file, List<String> lines) {
        return parse(file, lines, 1, (fields, line) -> {
                    int part = Listing.integer(fields[1], file, line);
                    if (part < 0 || part >= Partition.values().length) {
                        throw Listing.bad(file, line, "parts are 0, 1 and 2, got " + part);
                    }
                    return Partition.values()[part];
                })
                .rows;
    }

    /** Names and, for each picture, which of them are true: values are 1 and -1 (0 in some copies). */
    static Table<BitSet> attributes(Path file, List<String> lines) {
        return parse(file, lines, 0, (fields, line) -> {
            BitSet row = new BitSet();
            for (int k = 1; k < fields.length; k++) {
                boolean yes = fields[k].equals("1");
                if (!yes && !fields[k].equals("-1") && !fields[k].equals("0")) {
                    throw Listing.bad(file, line, "values are 1 or -1, got \"" + fields[k] + "\"");
                }
                row.set(k - 1, yes);
            }
            return row;
        });
    }

    /** {@link LandmarkScheme#FIVE} points of each picture: left eye, right eye, nose, left and right corner of the mouth. */
    static Map<String, float[]> landmarks(Path file, List<String> lines) {
        return parse(file, lines, 2 * LandmarkScheme.FIVE.points(), (fields, line) -> {
                    float[] xy = new float[2 * LandmarkScheme.FIVE.points()];
                    for (int k = 0; k < xy.length; k++) {
                        xy[k] = Listing.number(fields[k + 1], file, line);
                    }
                    return xy;
                })
                .rows;
    }

    /** @param values in a row besides the picture's name; 0 for as many as the line of names has, which must be there */
    private static <T> Table<T> parse(Path file, List<String> lines, int values, RowParser<T> parser) {
        Map<String, T> rows = new LinkedHashMap<>();
        List<String> names = List.of();
        int announced = -1;
        int fields = values;
        for (int n = 0; n < lines.size(); n++) {
            if (lines.get(n).isBlank()) {
                continue;
            }
            String[] f = split(lines.get(n));
            boolean first = rows.isEmpty() && names.isEmpty();
            if (first && announced < 0 && f.length == 1) {
                announced = Listing.integer(f[0], file, n + 1);
                continue;
            }
            if (first && isHeader(f, announced >= 0)) {
                names = header(f, file, n + 1);
                fields = names.size();
                if (values != 0 && fields != values) {
                    throw Listing.bad(file, n + 1, "expected " + values + " names of values, got " + fields);
                }
                continue;
            }
            if (values == 0 && names.isEmpty()) {
                throw Listing.bad(file, n + 1, "expected a line with the names of the values");
            }
            if (f.length != fields + 1) {
                throw Listing.bad(
                        file, n + 1, "expected a picture and " + fields + " values, got " + f.length + " fields");
            }
            if (rows.put(f[0], parser.parse(f, n + 1)) != null) {
                throw Listing.bad(file, n + 1, f[0] + " is listed twice. Remove one line.");
            }
        }
        if (announced >= 0 && rows.size() != announced) {
            throw Listing.bad(
                    file, 1, "announces " + announced + " rows, there are " + rows.size() + ". Copy the file again.");
        }
        if (rows.isEmpty()) {
            throw Listing.bad(file, Math.max(1, lines.size()), "the list has no picture. Copy the file again.");
        }
        return new Table<>(names, rows);
    }

    private static String[] split(String line) {
        return line.contains(",")
                ? line.trim().split("\\s*,\\s*", -1)
                : line.trim().split("\\s+");
    }

    // After a count comes a line of names. Without one the first field tells: pictures have a dot in their name.
    private static boolean isHeader(String[] fields, boolean afterCount) {
        return afterCount ? !fields[0].contains(".") : fields[0].equals("image_id") || !fields[0].contains(".");
    }

    private static List<String> header(String[] fields, Path file, int line) {
        List<String> names = new ArrayList<>(List.of(fields));
        if (names.get(0).equals("image_id")) {
            names.remove(0);
        }
        if (names.isEmpty() || names.stream().distinct().count() != names.size()) {
            throw Listing.bad(
                    file, line, "expected different names of values, got \"" + String.join(" ", fields) + "\"");
        }
        return names;
    }
}
