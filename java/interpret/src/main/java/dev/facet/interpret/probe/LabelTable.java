package dev.facet.interpret.probe;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.data.Csv;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Labels from a table: the first line names the columns, the first column the pictures, as the data set calls them or by their file
 * name alone where no other has it. A field that is empty, {@code ?} or {@code nan} is not known.
 *
 * <p>A column of yes and no (1 and 0 or −1, true and false) is a binary label, one of other numbers a value, any other one classes;
 * {@code :binary}, {@code :classes} or {@code :value} behind a column's name says so expressly.
 */
public final class LabelTable {
    private static final Set<String> YES = Set.of("1", "yes", "true");
    private static final Set<String> NO = Set.of("0", "-1", "no", "false");
    private static final Set<String> UNKNOWN = Set.of("", "?", "nan");
    /** In place of a picture's number: the file name is that of several. */
    private static final int SEVERAL = -2;

    private static final int MOST_CLASSES = 1000;

    private final Path file;
    private final List<Csv.Row> rows;
    private final int[] pictures;

    private LabelTable(Path file, List<Csv.Row> rows, int[] pictures) {
        this.file = file;
        this.rows = rows;
        this.pictures = pictures;
    }

    /**
     * Reads a table.
     *
     * @param wanted names of labels; empty for all that can be labels
     * @param leftOut hears of columns that nobody asked for and that cannot be labels: all values alike, or more texts than classes
     *     can be
     * @throws IllegalArgumentException naming file and line if it is not such a table, or names no picture of the data set; naming the
     *     column if one that is wanted cannot be a label, or if none can
     */
    public static List<ProbeLabel> read(Path file, FaceDataset faces, List<String> wanted, Consumer<String> leftOut) {
        List<Csv.Row> rows;
        try {
            rows = Csv.parse(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        if (rows.size() < 2 || rows.get(0).fields().size() < 2) {
            throw new IllegalArgumentException(
                    file
                            + " is no table of labels: its first line names the columns (file, label, ...), one picture a line follows");
        }
        int[] pictures = pictures(file, rows, faces);
        LabelTable table = new LabelTable(file, rows, pictures);
        List<ProbeLabel> labels = new ArrayList<>();
        List<String> header = rows.get(0).fields();
        Set<String> names = new HashSet<>();
        for (int column = 1; column < header.size(); column++) {
            String[] parts = header.get(column).split(":", 2);
            if (!names.add(parts[0])) {
                throw new IllegalArgumentException(file + ": two columns are called " + parts[0] + "; rename one");
            }
            if (wanted.isEmpty() || wanted.contains(parts[0])) {
                try {
                    labels.add(table.label(parts[0], parts.length > 1 ? parts[1] : "", column, faces.size()));
                } catch (NoLabelException e) {
                    if (!wanted.isEmpty()) {
                        throw e;
                    }
                    leftOut.accept(e.getMessage());
                }
            }
        }
        if (labels.isEmpty() && wanted.isEmpty()) {
            throw new IllegalArgumentException(file + " has no column that can be a label");
        }
        for (String name : wanted) {
            if (labels.stream().noneMatch(label -> label.name().equals(name))) {
                throw new IllegalArgumentException(file + " has no column " + name + "; it has "
                        + String.join(", ", header.subList(1, header.size())));
            }
        }
        return labels;
    }

    /** A column that cannot be a label. */
    private static final class NoLabelException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        NoLabelException(String message) {
            super(message);
        }
    }

    /** The number of each row's picture, -1 for the heading and pictures that the data set does not have. */
    private static int[] pictures(Path file, List<Csv.Row> rows, FaceDataset faces) {
        Map<String, Integer> byName = new HashMap<>();
        for (int i = 0; i < faces.size(); i++) {
            String id = faces.sample(i).id();
            byName.merge(id.substring(id.lastIndexOf('/') + 1), i, (one, other) -> SEVERAL);
        }
        for (int i = 0; i < faces.size(); i++) {
            byName.put(faces.sample(i).id(), i);
        }
        int[] pictures = new int[rows.size()];
        pictures[0] = -1;
        boolean any = false;
        Set<Integer> seen = new HashSet<>();
        for (int row = 1; row < pictures.length; row++) {
            String name = rows.get(row).fields().get(0);
            pictures[row] = byName.getOrDefault(name, -1);
            if (pictures[row] == SEVERAL) {
                throw new IllegalArgumentException(
                        file + ", line " + rows.get(row).line() + ": several pictures of "
                                + faces.name() + " are called " + name + "; give their folders too, as in "
                                + faces.sample(0).id());
            }
            if (pictures[row] >= 0 && !seen.add(pictures[row])) {
                throw new IllegalArgumentException(
                        file + ", line " + rows.get(row).line() + ": " + name + " was on an earlier line");
            }
            any |= pictures[row] >= 0;
        }
        if (!any) {
            throw new IllegalArgumentException(file + " names no picture of " + faces.name() + "; its first picture is "
                    + rows.get(1).fields().get(0) + ", the data set's "
                    + faces.sample(0).id());
        }
        return pictures;
    }

    private ProbeLabel label(String name, String told, int column, int count) {
        String[] fields = new String[count];
        for (int row = 1; row < pictures.length; row++) {
            List<String> line = rows.get(row).fields();
            if (line.size() <= column) {
                throw new IllegalArgumentException(
                        file + ", line " + rows.get(row).line() + ": " + line.size() + " fields where the heading has "
                                + rows.get(0).fields().size());
            }
            String field = line.get(column);
            if (pictures[row] >= 0 && !UNKNOWN.contains(field.toLowerCase(Locale.ROOT))) {
                fields[pictures[row]] = field;
            }
        }
        Set<String> distinct = new TreeSet<>();
        Arrays.stream(fields).filter(field -> field != null).forEach(distinct::add);
        if (distinct.size() < 2) {
            throw new NoLabelException(file + ", column " + name + ": "
                    + (distinct.isEmpty()
                            ? "no picture has a value"
                            : "all known values are " + distinct.iterator().next())
                    + "; there is nothing to tell");
        }
        return switch (told.isEmpty() ? kind(distinct) : told) {
            case "binary" -> ProbeLabel.binary(name, numbers(fields, field -> yes(name, field)));
            case "value" -> ProbeLabel.value(name, numbers(fields, field -> number(name, field)));
            case "classes" -> classes(name, fields, distinct);
            default ->
                throw new IllegalArgumentException(
                        file + ", column " + name + ":" + told + " is none of :binary, :classes and :value");
        };
    }

    private static String kind(Set<String> distinct) {
        if (distinct.stream().map(v -> v.toLowerCase(Locale.ROOT)).allMatch(v -> YES.contains(v) || NO.contains(v))) {
            return "binary";
        }
        return distinct.stream().allMatch(LabelTable::isNumber) ? "value" : "classes";
    }

    private static boolean isNumber(String field) {
        try {
            return Double.isFinite(Double.parseDouble(field));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private interface Reading {
        double of(String field);
    }

    private static double[] numbers(String[] fields, Reading reading) {
        return Arrays.stream(fields)
                .mapToDouble(field -> field == null ? Double.NaN : reading.of(field))
                .toArray();
    }

    private double yes(String name, String field) {
        String value = field.toLowerCase(Locale.ROOT);
        if (!YES.contains(value) && !NO.contains(value)) {
            throw new IllegalArgumentException(file + ", column " + name + ": '" + field + "' is neither yes nor no");
        }
        return YES.contains(value) ? 1 : 0;
    }

    private double number(String name, String field) {
        if (!isNumber(field)) {
            throw new IllegalArgumentException(file + ", column " + name + ": '" + field + "' is no number");
        }
        return Double.parseDouble(field);
    }

    private ProbeLabel classes(String name, String[] fields, Set<String> distinct) {
        if (distinct.size() > MOST_CLASSES) {
            throw new NoLabelException(file + ", column " + name + ": " + distinct.size()
                    + " different texts are no classes to tell apart; is it a name?");
        }
        List<String> classes = List.copyOf(distinct.stream().toList());
        return ProbeLabel.classes(name, classes, numbers(fields, classes::indexOf));
    }
}
