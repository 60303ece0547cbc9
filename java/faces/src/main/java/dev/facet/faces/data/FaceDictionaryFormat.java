package dev.facet.faces.data;

import dev.facet.faces.ConceptMask;
import dev.facet.faces.FaceSample;
import dev.facet.faces.Image;
import dev.facet.faces.ImageFiles;
import dev.facet.faces.data.Problems.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The Face Dictionary of Hierarchical Network Dissection (Teotia, Lapedriza and Ostadabbas, IJCV 2022): tables
 * {@code image,labels}, such as {@code Action_Units.csv}, {@code Attributes.csv} and {@code Parts.csv}, in which
 * {@code labels} are paths of masks between semicolons. A mask's file name, without its ending, is the concept; its pixels
 * of at least half brightness are where the concept is. A folder opens with all its tables together.
 *
 * <p>Concepts are matched by their whole name. (The released code looks for them as parts of the path, so that
 * {@code AU_1} also finds {@code AU_12}, {@code AU_15} and {@code AU_17}.) Who is shown is not known.
 *
 * <p>Source: the tables and {@code visual_dict_dataloader.py} of ostadabbas/Hierarchical-Network-Dissection.
 */
final class FaceDictionaryFormat implements DataFormat {

    private static final List<String> HEADER = List.of("image", "labels");
    private static final int HALF = 128;

    /**
     * A line of a table.
     *
     * @param line where it stands, from 1
     * @param picture its path, relative to the table
     * @param masks paths of masks by concept
     */
    record Row(int line, String picture, Map<String, String> masks) {}

    @Override
    public String id() {
        return "face-dictionary";
    }

    @Override
    public String title() {
        return "Face Dictionary";
    }

    @Override
    public String sign() {
        return "a .csv with the header image,labels";
    }

    @Override
    public boolean recognises(Path path) {
        return !tables(path).isEmpty();
    }

    private static List<Path> tables(Path path) {
        List<Path> candidates = Files.isDirectory(path)
                ? Look.entries(path, file -> Look.endsWith(file, ".csv")).stream()
                        .sorted()
                        .toList()
                : Look.endsWith(path, ".csv") ? List.of(path) : List.of();
        return candidates.stream().filter(FaceDictionaryFormat::isTable).toList();
    }

    private static boolean isTable(Path file) {
        List<String> lines = Look.firstLines(file);
        return !lines.isEmpty() && lines.get(0).replace(" ", "").equals(String.join(",", HEADER));
    }

    @Override
    public FaceSource open(Path path, Problems problems) {
        List<Path> tables = tables(path);
        List<ListedFaces.Entry> entries = new ArrayList<>();
        Set<String> concepts = new TreeSet<>();
        for (Path table : tables.isEmpty() ? List.of(path) : tables) {
            Path folder = Listing.folderOf(table);
            for (Row row : parse(table, Listing.lines(table, "table of concepts"))) {
                add(entries, concepts, folder, table, row, problems);
            }
        }
        Listing.requireSome(entries, path, problems);
        return FaceSource.of(
                this, path, new ListedFaces("Face Dictionary", entries, Set.of(), List.of(), List.copyOf(concepts)));
    }

    private static void add(
            List<ListedFaces.Entry> entries,
            Set<String> concepts,
            Path folder,
            Path table,
            Row row,
            Problems problems) {
        String where = table + " line " + row.line + ": ";
        Path picture = Listing.within(folder, folder, row.picture, table, row.line);
        Map<String, Path> masks = new LinkedHashMap<>();
        row.masks.forEach((concept, mask) -> {
            Path file = Listing.within(folder, folder, mask, table, row.line);
            if (Files.isRegularFile(file)) {
                masks.put(concept, file);
            } else {
                problems.add(Kind.MISSING_ANNOTATION, where + file);
            }
        });
        if (!Files.isRegularFile(picture)) {
            problems.add(Kind.MISSING_PICTURE, where + picture);
            return;
        }
        concepts.addAll(masks.keySet());
        entries.add(
                new ListedFaces.Entry(row.picture, row.picture, picture, builder -> addMasks(builder, picture, masks)));
    }

    private static void addMasks(FaceSample.Builder builder, Path picture, Map<String, Path> masks) {
        masks.forEach((concept, file) -> builder.concept(concept, () -> mask(picture, file)));
    }

    private static ConceptMask mask(Path picture, Path file) {
        Image grey = ImageFiles.read(file).greyscale();
        BitSet pixels = new BitSet();
        for (int i = 0; i < grey.width() * grey.height(); i++) {
            pixels.set(i, (grey.rgb()[3 * i] & 255) >= HALF);
        }
        ImageFiles.Size size = ImageFiles.size(picture);
        return ConceptMask.of(grey.width(), grey.height(), pixels).resize(size.width(), size.height());
    }

    static List<Row> parse(Path file, List<String> lines) {
        List<Csv.Row> table = Csv.parse(file, lines);
        if (table.isEmpty() || !table.get(0).fields().equals(HEADER)) {
            throw Listing.bad(file, 1, "expected the header \"image,labels\"");
        }
        List<Row> rows = new ArrayList<>();
        for (Csv.Row row : table.subList(1, table.size())) {
            List<String> fields = row.fields();
            if (fields.size() != HEADER.size() || fields.get(0).isEmpty()) {
                throw Listing.bad(file, row.line(), "expected a picture and its masks, got " + fields);
            }
            Map<String, String> masks = new LinkedHashMap<>();
            for (String mask : fields.get(1).split(";")) {
                if (!mask.isBlank() && masks.put(concept(mask.trim()), mask.trim()) != null) {
                    throw Listing.bad(file, row.line(), "two masks are of " + concept(mask.trim()));
                }
            }
            rows.add(new Row(row.line(), fields.get(0), masks));
        }
        return rows;
    }

    private static String concept(String path) {
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
