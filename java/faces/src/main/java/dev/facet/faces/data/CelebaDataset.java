package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceSample;
import dev.facet.faces.FaceSubsets;
import dev.facet.faces.ImageFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A folder in CelebA's format: {@code images/NNNNNN.jpg}, {@code identity_CelebA.txt} with lines {@code file identity},
 * and, if present, {@code list_attr_celeba.txt} (count, names of the attributes, then rows {@code file} and ±1 for each).
 * People are in the order of their numbers, pictures in that of the identity file. Use {@link FaceSubsets#withImages} for
 * people with enough pictures and {@link FaceSubsets#byImage} for training and validation.
 */
public final class CelebaDataset implements FaceDataset {

    private final Path root;
    private final List<String> files;
    private final int[] labels;
    private final List<String> identities;
    private final List<String> attributes;
    private final Map<String, BitSet> values;

    private CelebaDataset(
            Path root,
            List<String> files,
            int[] labels,
            List<String> identities,
            List<String> attributes,
            Map<String, BitSet> values) {
        this.root = root;
        this.files = files;
        this.labels = labels;
        this.identities = identities;
        this.attributes = attributes;
        this.values = values;
    }

    /**
     * Reads the annotations; pictures are read later.
     *
     * @throws FaceDataException naming file and line if an annotation is malformed, twice there or missing, or if an
     *     annotated picture is not in the folder
     */
    public static CelebaDataset read(Path root) {
        Path identityFile = root.resolve("identity_CelebA.txt");
        Set<String> present = new HashSet<>();
        Listing.of(root.resolve("images"))
                .forEach(p -> present.add(p.getFileName().toString()));
        Map<String, Integer> numberOf = new LinkedHashMap<>();
        List<String> lines = Listing.lines(identityFile, "identity file");
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            String[] fields = lines.get(i).trim().split("\\s+");
            if (fields.length != 2) {
                throw Listing.bad(identityFile, i + 1, "expected \"file identity\", got \"" + lines.get(i) + "\"");
            }
            if (!present.contains(fields[0])) {
                throw Listing.bad(
                        identityFile, i + 1, fields[0] + " is not in " + root.resolve("images") + ". Copy it there.");
            }
            if (numberOf.put(fields[0], integer(fields[1], identityFile, i + 1)) != null) {
                throw Listing.bad(identityFile, i + 1, fields[0] + " is listed twice. Remove one line.");
            }
        }
        if (numberOf.isEmpty()) {
            throw new FaceDataException(identityFile + " lists no picture. Copy the file again.");
        }
        TreeMap<Integer, Integer> labelOf = new TreeMap<>();
        numberOf.values().forEach(n -> labelOf.put(n, 0));
        List<String> identities = new ArrayList<>();
        labelOf.replaceAll((number, unused) -> {
            identities.add(number.toString());
            return identities.size() - 1;
        });
        int[] labels = numberOf.values().stream().mapToInt(labelOf::get).toArray();
        List<String> attributes = new ArrayList<>();
        Map<String, BitSet> values = new HashMap<>();
        Path attributeFile = root.resolve("list_attr_celeba.txt");
        if (Files.exists(attributeFile)) {
            readAttributes(attributeFile, numberOf.keySet(), attributes, values);
        }
        return new CelebaDataset(
                root, List.copyOf(numberOf.keySet()), labels, List.copyOf(identities), List.copyOf(attributes), values);
    }

    private static void readAttributes(Path file, Set<String> wanted, List<String> names, Map<String, BitSet> values) {
        List<String> lines = Listing.lines(file, "attribute file");
        if (lines.size() < 2) {
            throw new FaceDataException(file + " has no header (count, then names). Copy the file again.");
        }
        int count = integer(lines.get(0).trim(), file, 1);
        names.addAll(List.of(lines.get(1).trim().split("\\s+")));
        int rows = 0;
        for (int i = 2; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            rows++;
            String[] fields = lines.get(i).trim().split("\\s+");
            if (fields.length != names.size() + 1) {
                throw Listing.bad(
                        file,
                        i + 1,
                        "expected a file and " + names.size() + " values, got " + fields.length + " fields");
            }
            BitSet row = new BitSet();
            for (int k = 1; k < fields.length; k++) {
                if (!fields[k].equals("1") && !fields[k].equals("-1")) {
                    throw Listing.bad(file, i + 1, "values are 1 or -1, got \"" + fields[k] + "\"");
                }
                row.set(k - 1, fields[k].equals("1"));
            }
            if (wanted.contains(fields[0])) {
                values.put(fields[0], row);
            }
        }
        if (rows != count) {
            throw Listing.bad(file, 1, "announces " + count + " rows, there are " + rows + ". Copy the file again.");
        }
        for (String picture : wanted) {
            if (!values.containsKey(picture)) {
                throw new FaceDataException(
                        file + " has no row for " + picture + ". Add it or remove the picture's identity.");
            }
        }
    }

    private static int integer(String text, Path file, int line) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw Listing.bad(file, line, "\"" + text + "\" is no whole number");
        }
    }

    @Override
    public String name() {
        return "CelebA";
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public FaceSample sample(int i) {
        String file = files.get(i);
        Path path = root.resolve("images").resolve(file);
        Map<String, Boolean> row = new HashMap<>();
        BitSet bits = values.get(file);
        for (int k = 0; k < attributes.size(); k++) {
            row.put(attributes.get(k), bits.get(k));
        }
        return FaceSample.of(file, labels[i], identities.get(labels[i]), () -> ImageFiles.read(path))
                .attributes(row)
                .build();
    }

    @Override
    public int identity(int i) {
        return labels[i];
    }

    @Override
    public List<String> identities() {
        return identities;
    }

    @Override
    public List<String> attributes() {
        return attributes;
    }
}
