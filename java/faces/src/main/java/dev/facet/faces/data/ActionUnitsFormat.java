package dev.facet.faces.data;

import dev.facet.faces.data.Problems.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Facial action units in the manner of EmotioNet, in two forms:
 *
 * <ul>
 *   <li>as released: no header, {@code URL<TAB>original URL} and then 60 values, the k-th of which is for action unit k;
 *   <li>as a table: a header with one column of pictures ({@code image}, {@code file}, {@code filename}, {@code path},
 *       {@code name} or {@code url}) and columns called {@code AU1}, {@code AU_01} or {@code AU 1}; others are ignored.
 * </ul>
 *
 * <p>A value is 1 (there), 0 (not there), or 999 or nothing (not judged). Pictures lie, under the last part of their URL
 * or path, in {@code images/} or beside the list. Every action unit is an attribute {@code AU_k}, which samples that were
 * not judged for it lack; a unit that nobody was judged for is left out. Who is shown is not known.
 *
 * <p>Source: public loaders of the challenge's files, which are downloaded as URLs.
 */
final class ActionUnitsFormat implements DataFormat {

    private static final int RELEASED_UNITS = 60;
    private static final Set<String> PICTURE_COLUMNS = Set.of("image", "file", "filename", "path", "name", "url");
    private static final Pattern UNIT = Pattern.compile("(?i)\\s*au[ _]?0?(\\d{1,2})(?:_c)?\\s*");

    /**
     * A line of the list.
     *
     * @param line where it stands, from 1
     * @param picture its file, the last part of its URL or path
     * @param units by number, whether they are there
     */
    record Row(int line, String picture, Map<Integer, Boolean> units) {}

    @Override
    public String id() {
        return "emotionet";
    }

    @Override
    public String title() {
        return "EmotioNet-style action units";
    }

    @Override
    public String sign() {
        return "a .csv, .tsv or .txt with columns AU1, AU2, ... or with URLs and 60 values";
    }

    @Override
    public boolean recognises(Path path) {
        return list(path) != null;
    }

    private static Path list(Path path) {
        List<Path> candidates = Files.isDirectory(path)
                ? Look.entries(path, ActionUnitsFormat::isText).stream()
                        .sorted()
                        .toList()
                : List.of(path);
        return candidates.stream()
                .filter(ActionUnitsFormat::isText)
                .filter(ActionUnitsFormat::isList)
                .findFirst()
                .orElse(null);
    }

    private static boolean isText(Path file) {
        return Look.endsWith(file, ".csv", ".tsv", ".txt");
    }

    private static boolean isList(Path file) {
        List<String> lines = Look.firstLines(file);
        if (lines.isEmpty()) {
            return false;
        }
        String first = lines.get(0);
        List<String> fields = List.of(first.split("[,;\\t]"));
        return fields.stream().anyMatch(field -> UNIT.matcher(field).matches())
                || first.startsWith("http") && first.split("\\s+").length == RELEASED_UNITS + 2;
    }

    @Override
    public FaceSource open(Path path, Problems problems) {
        Path found = list(path);
        Path list = found == null ? path : found;
        Path folder = Listing.folderOf(list);
        Path images = Files.isDirectory(folder.resolve("images")) ? folder.resolve("images") : folder;
        List<ListedFaces.Entry> entries = new ArrayList<>();
        Set<Integer> judged = new TreeSet<>();
        for (Row row : parse(list, Listing.lines(list, "list of action units"))) {
            Path picture = Listing.within(images, images, row.picture, list, row.line);
            if (!Files.isRegularFile(picture)) {
                problems.add(Kind.MISSING_PICTURE, list + " line " + row.line + ": " + picture);
                continue;
            }
            Map<String, Boolean> attributes = new HashMap<>();
            row.units.forEach((unit, there) -> attributes.put("AU_" + unit, there));
            judged.addAll(row.units.keySet());
            entries.add(new ListedFaces.Entry(
                    row.picture, row.picture, picture, builder -> builder.attributes(attributes)));
        }
        Listing.requireSome(entries, list, problems);
        List<String> names = judged.stream().map(unit -> "AU_" + unit).toList();
        return FaceSource.of(this, path, new ListedFaces("EmotioNet", entries, Set.of(), names, List.of()));
    }

    static List<Row> parse(Path file, List<String> lines) {
        List<Csv.Row> table = rows(file, lines);
        if (table.isEmpty()) {
            throw Listing.bad(file, 1, "the list is empty. Copy the file again.");
        }
        Columns columns = columns(file, table.get(0));
        List<Row> rows = new ArrayList<>();
        for (Csv.Row row : columns.header ? table.subList(1, table.size()) : table) {
            if (row.fields().size() != columns.count) {
                throw Listing.bad(
                        file,
                        row.line(),
                        "expected " + columns.count + " fields, got "
                                + row.fields().size());
            }
            Map<Integer, Boolean> units = new HashMap<>();
            columns.units.forEach((column, unit) -> {
                Boolean there = value(row.fields().get(column), file, row.line());
                if (there != null) {
                    units.put(unit, there);
                }
            });
            rows.add(new Row(row.line(), lastPart(row.fields().get(columns.picture), file, row.line()), units));
        }
        return rows;
    }

    // The release has no quotes, and some copies have blanks instead of tabs.
    private static List<Csv.Row> rows(Path file, List<String> lines) {
        boolean released = lines.stream()
                .filter(line -> !line.isBlank())
                .findFirst()
                .filter(line -> line.startsWith("http"))
                .isPresent();
        if (!released) {
            return Csv.parse(file, lines);
        }
        List<Csv.Row> rows = new ArrayList<>();
        for (int n = 0; n < lines.size(); n++) {
            if (!lines.get(n).isBlank()) {
                rows.add(new Csv.Row(n + 1, List.of(lines.get(n).trim().split("\\s+"))));
            }
        }
        return rows;
    }

    private record Columns(boolean header, int count, int picture, Map<Integer, Integer> units) {}

    private static Columns columns(Path file, Csv.Row first) {
        Map<Integer, Integer> units = new HashMap<>();
        List<String> fields = first.fields();
        if (fields.size() == RELEASED_UNITS + 2 && fields.get(0).startsWith("http")) {
            for (int k = 0; k < RELEASED_UNITS; k++) {
                units.put(k + 2, k + 1);
            }
            return new Columns(false, fields.size(), 0, units);
        }
        int picture = -1;
        for (int column = 0; column < fields.size(); column++) {
            Matcher unit = UNIT.matcher(fields.get(column));
            if (unit.matches()) {
                int number = Integer.parseInt(unit.group(1));
                if (units.containsValue(number)) {
                    throw Listing.bad(file, first.line(), "two columns are for action unit " + number);
                }
                units.put(column, number);
            } else if (picture < 0
                    && PICTURE_COLUMNS.contains(fields.get(column).toLowerCase(Locale.ROOT))) {
                picture = column;
            }
        }
        if (picture < 0 || units.isEmpty()) {
            throw Listing.bad(
                    file,
                    first.line(),
                    "expected a header with a column of pictures (" + String.join(", ", new TreeSet<>(PICTURE_COLUMNS))
                            + ") and columns AU1, AU2, ..., or lines of two URLs and " + RELEASED_UNITS + " values");
        }
        return new Columns(true, fields.size(), picture, units);
    }

    private static Boolean value(String text, Path file, int line) {
        switch (text) {
            case "1", "1.0":
                return true;
            case "0", "0.0":
                return false;
            case "999", "999.0", "":
                return null;
            default:
                throw Listing.bad(file, line, "a value is 0, 1 or 999 (not judged), got \"" + text + "\"");
        }
    }

    private static String lastPart(String text, Path file, int line) {
        String name = text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1);
        if (name.isEmpty()) {
            throw Listing.bad(file, line, "\"" + text + "\" names no picture");
        }
        return name;
    }
}
