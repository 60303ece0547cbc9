package dev.facet.faces.data;

import dev.facet.faces.data.Problems.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Cross-Age LFW and Cross-Pose LFW: a list {@code pairs_CALFW.txt} or {@code pairs_CPLFW.txt} without a header, two lines
 * {@code picture label} a pair, both with the pair's label: 0 for two people, anything else for one. Pictures
 * {@code Name_0001.jpg} lie in {@code aligned images/} or {@code images/}.
 *
 * <p>CALFW's released list gives the 3,000 pairs of one person first, their labels 1 to 10 being folds, and then the
 * 3,000 of two people, all with label 0 and no fold; CPLFW's labels are 0 and 1. Pairs without a fold are dealt to ten
 * folds in their order, those of one person and those of two apart, so that every fold has both kinds. (Checked against
 * several public loaders of both lists.)
 */
final class CrossLfwFormat implements DataFormat {

    private static final int FOLDS = 10;
    private static final List<String> LISTS = List.of("pairs_CALFW.txt", "pairs_CPLFW.txt");
    private static final List<String> PICTURE_FOLDERS =
            List.of("aligned images", "aligned_images", "images", "images&landmarks/images", "");
    private static final int TRIED = 20;

    /**
     * A pair of the list.
     *
     * @param line of the first picture, from 1
     * @param first a picture
     * @param second a picture
     * @param label 0 for two people
     */
    record Row(int line, String first, String second, int label) {
        boolean same() {
            return label != 0;
        }
    }

    @Override
    public String id() {
        return "calfw";
    }

    @Override
    public String title() {
        return "Cross-Age or Cross-Pose LFW";
    }

    @Override
    public String sign() {
        return "pairs_CALFW.txt or pairs_CPLFW.txt";
    }

    @Override
    public boolean recognises(Path path) {
        return Files.isDirectory(path)
                ? LISTS.stream().anyMatch(name -> Files.isRegularFile(path.resolve(name)))
                : path.getFileName() != null
                        && path.getFileName()
                                .toString()
                                .toLowerCase(Locale.ROOT)
                                .matches("pairs.*\\.txt")
                        && isList(path);
    }

    private static boolean isList(Path file) {
        List<String> first = Look.firstLines(file);
        return first.size() >= 2
                && first.subList(0, 2).stream()
                        .allMatch(line -> line.trim().matches("(?i).+\\.(jpe?g|png)\\s+\\d{1,9}"));
    }

    @Override
    public FaceSource open(Path path, Problems problems) {
        Path list = path;
        if (Files.isDirectory(path)) {
            list = LISTS.stream()
                    .map(path::resolve)
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElse(path.resolve(LISTS.get(0)));
        }
        List<Row> rows = parse(list, Listing.lines(list, "list of pairs"));
        Path images = pictures(Listing.folderOf(list), rows);
        boolean pose = list.getFileName().toString().toUpperCase(Locale.ROOT).contains("CPLFW");
        PairCollector collector = new PairCollector(pose ? "CPLFW" : "CALFW", list, problems);
        int[] folds = folds(rows);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingInt(i -> folds[i]));
        for (int i : order) {
            Row row = rows.get(i);
            String where = list + " line " + row.line;
            int first = picture(collector, images, row.first, list, row.line);
            int second = picture(collector, images, row.second, list, row.line);
            collector.pair(first, second, row.same(), folds[i], where);
            if (person(row.first).equals(person(row.second)) != row.same()) {
                problems.add(
                        Kind.REMARK, where + ": the names and the label disagree; the label " + row.label + " counts");
            }
        }
        return FaceSource.of(this, path, collector.build(FOLDS));
    }

    private static int picture(PairCollector collector, Path images, String name, Path list, int line) {
        return collector.picture(
                name, person(name), Listing.within(images, images, name, list, line), list + " line " + line);
    }

    private static Path pictures(Path root, List<Row> rows) {
        for (String name : PICTURE_FOLDERS) {
            Path folder = root.resolve(name);
            if (rows.stream().limit(TRIED).anyMatch(row -> Files.isRegularFile(folder.resolve(row.first)))) {
                return folder;
            }
        }
        return root.resolve(PICTURE_FOLDERS.get(0));
    }

    private static String person(String picture) {
        return picture.replaceFirst("_\\d+\\.[^.]*$", "");
    }

    /** The fold of each pair, from 0. */
    static int[] folds(List<Row> rows) {
        boolean labelsAreFolds =
                rows.stream().anyMatch(row -> row.label > 1) && rows.stream().allMatch(row -> row.label <= FOLDS);
        int[] total = new int[2];
        for (Row row : rows) {
            total[row.same() ? 1 : 0]++;
        }
        int[] folds = new int[rows.size()];
        int[] seen = new int[2];
        for (int i = 0; i < folds.length; i++) {
            int kind = rows.get(i).same() ? 1 : 0;
            folds[i] = kind == 1 && labelsAreFolds
                    ? rows.get(i).label - 1
                    : (int) ((long) FOLDS * seen[kind] / total[kind]);
            seen[kind]++;
        }
        return folds;
    }

    static List<Row> parse(Path file, List<String> lines) {
        List<Row> rows = new ArrayList<>();
        String first = null;
        int firstLabel = 0;
        int firstLine = 0;
        for (int n = 0; n < lines.size(); n++) {
            String line = lines.get(n).trim();
            if (line.isEmpty()) {
                continue;
            }
            int space = Math.max(line.lastIndexOf(' '), line.lastIndexOf('\t'));
            if (space < 0) {
                throw Listing.bad(file, n + 1, "expected \"picture label\", got \"" + line + "\"");
            }
            String picture = line.substring(0, space).trim();
            int label = Listing.integer(line.substring(space + 1), file, n + 1);
            if (label < 0) {
                throw Listing.bad(file, n + 1, "a label is 0 or more, got " + label);
            }
            if (first == null) {
                first = picture;
                firstLabel = label;
                firstLine = n + 1;
                continue;
            }
            if (label != firstLabel) {
                throw Listing.bad(file, n + 1, "the pair's other line has label " + firstLabel + ", this has " + label);
            }
            rows.add(new Row(firstLine, first, picture, label));
            first = null;
        }
        if (first != null) {
            throw Listing.bad(file, firstLine, "the last pair has one line only. Copy the file again.");
        }
        if (rows.isEmpty()) {
            throw Listing.bad(file, 1, "the list has no pair. Copy the file again.");
        }
        return rows;
    }
}
