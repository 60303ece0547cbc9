package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceSample;
import dev.facet.faces.FaceSubsets;
import dev.facet.faces.LandmarkScheme;
import dev.facet.faces.Partition;
import dev.facet.faces.data.CelebaTables.Table;
import dev.facet.faces.data.Problems.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A folder in CelebA's format: pictures {@code NNNNNN.jpg} in {@code images/} (or {@code img_align_celeba/},
 * {@code Img/img_align_celeba/}) and, each if present, {@code identity_CelebA.txt}, {@code list_attr_celeba.txt},
 * {@code list_eval_partition.txt}, {@code list_landmarks_align_celeba.txt}, beside the pictures' folder or in
 * {@code Anno/} and {@code Eval/}; {@link CelebaTables} reads them. People are in the order of their numbers, pictures in
 * that of the first of these lists; without an identity list every picture is an identity of its own.
 *
 * <p>Landmarks are in pixels of the aligned, cropped pictures; for the original ones ({@code img_celeba/}) they are
 * {@code list_landmarks_celeba.txt}. Use {@link FaceSubsets#withImages} for people with enough pictures,
 * {@link FaceSubsets#ofPartition} for CelebA's own parts and {@link FaceSubsets#byImage} for training and validation.
 */
public final class CelebaDataset implements FaceDataset {

    private static final List<String> ALIGNED_FOLDERS =
            List.of("images", "img_align_celeba/img_align_celeba", "img_align_celeba", "Img/img_align_celeba");
    private static final List<String> ORIGINAL_FOLDERS = List.of("img_celeba", "Img/img_celeba");

    private final Path images;
    private final List<String> files;
    private final int[] labels;
    private final List<String> identities;
    private final List<String> attributes;
    private final Map<String, BitSet> values;
    private final Map<String, Partition> partitions;
    private final Map<String, float[]> landmarks;

    private CelebaDataset(
            Path images,
            List<String> files,
            Map<String, Integer> numbers,
            Table<BitSet> attributes,
            Map<String, Partition> partitions,
            Map<String, float[]> landmarks) {
        this.images = images;
        this.files = List.copyOf(files);
        this.attributes = List.copyOf(attributes.names());
        this.values = attributes.rows();
        this.partitions = partitions;
        this.landmarks = landmarks;
        labels = new int[files.size()];
        List<String> names = new ArrayList<>();
        if (numbers.isEmpty()) {
            files.forEach(file -> names.add(Listing.stem(Path.of(file))));
            for (int i = 0; i < labels.length; i++) {
                labels[i] = i;
            }
        } else {
            TreeMap<Integer, Integer> labelOf = new TreeMap<>();
            files.forEach(file -> labelOf.put(numbers.get(file), 0));
            labelOf.replaceAll((number, unused) -> {
                names.add(number.toString());
                return names.size() - 1;
            });
            for (int i = 0; i < labels.length; i++) {
                labels[i] = labelOf.get(numbers.get(files.get(i)));
            }
        }
        identities = List.copyOf(names);
    }

    /**
     * Reads the annotations; pictures are read later.
     *
     * @throws FaceDataException naming file and line if an annotation is malformed, twice there or missing, or if
     *     annotated pictures are not in the folder
     */
    public static CelebaDataset read(Path root) {
        Problems problems = new Problems();
        CelebaDataset dataset = open(root, problems);
        problems.orThrow(root);
        return dataset;
    }

    static CelebaDataset open(Path root, Problems problems) {
        Optional<Path> identityFile = find(root, "identity_CelebA");
        Optional<Path> attributeFile = find(root, "list_attr_celeba");
        Optional<Path> partitionFile = find(root, "list_eval_partition");
        Optional<Path> aligned = firstFolder(root, ALIGNED_FOLDERS);
        Path images = aligned.or(() -> firstFolder(root, ORIGINAL_FOLDERS)).orElse(root.resolve("images"));
        Optional<Path> landmarkFile =
                find(root, aligned.isPresent() ? "list_landmarks_align_celeba" : "list_landmarks_celeba");

        Map<String, Integer> numbers = identityFile
                .map(file -> CelebaTables.identities(file, Listing.lines(file, "identity file")))
                .orElse(Map.of());
        Table<BitSet> attributes = attributeFile
                .map(file -> CelebaTables.attributes(file, Listing.lines(file, "attribute file")))
                .orElse(new Table<>(List.of(), Map.of()));
        Map<String, Partition> partitions = partitionFile
                .map(file -> CelebaTables.partitions(file, Listing.lines(file, "list of parts")))
                .orElse(Map.of());
        Map<String, float[]> landmarks = landmarkFile
                .map(file -> CelebaTables.landmarks(file, Listing.lines(file, "list of landmarks")))
                .orElse(Map.of());

        Map<Path, Collection<String>> lists = new LinkedHashMap<>();
        identityFile.ifPresent(file -> lists.put(file, numbers.keySet()));
        attributeFile.ifPresent(file -> lists.put(file, attributes.rows().keySet()));
        partitionFile.ifPresent(file -> lists.put(file, partitions.keySet()));
        landmarkFile.ifPresent(file -> lists.put(file, landmarks.keySet()));
        if (lists.isEmpty()) {
            throw new FaceDataException("There is no identity file " + root.resolve("identity_CelebA.txt")
                    + " nor another of CelebA's lists. Check the path.");
        }
        List<String> files = present(lists, images, problems);
        Listing.requireSome(files, root, problems);
        lists.forEach((list, listed) -> requireRows(list, listed, files));
        remarkOnUnused(lists, problems);
        return new CelebaDataset(images, files, numbers, attributes, partitions, landmarks);
    }

    /** A list as released or repacked, in one of the places where copies have it. */
    static Optional<Path> find(Path root, String name) {
        for (String folder : new String[] {"", "Anno", "Eval"}) {
            for (String ending : new String[] {".txt", ".csv"}) {
                Path file = root.resolve(folder).resolve(name + ending);
                if (Files.isRegularFile(file)) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> firstFolder(Path root, List<String> names) {
        return names.stream().map(root::resolve).filter(Files::isDirectory).findFirst();
    }

    /** The pictures of the first list that are there. */
    private static List<String> present(Map<Path, Collection<String>> lists, Path images, Problems problems) {
        Set<String> there = new HashSet<>();
        Listing.of(images).forEach(file -> there.add(file.getFileName().toString()));
        Path list = lists.keySet().iterator().next();
        List<String> files = new ArrayList<>();
        int row = 0;
        for (String file : lists.get(list)) {
            row++;
            if (there.contains(file)) {
                files.add(file);
            } else {
                problems.add(Kind.MISSING_PICTURE, list + " row " + row + ": " + file + " is not in " + images);
            }
        }
        return files;
    }

    /** Counts the rows of other lists about pictures that the first list does not name. */
    private static void remarkOnUnused(Map<Path, Collection<String>> lists, Problems problems) {
        Map.Entry<Path, Collection<String>> first = lists.entrySet().iterator().next();
        Set<String> named = new HashSet<>(first.getValue());
        lists.forEach((list, listed) -> {
            long unused = listed.stream().filter(file -> !named.contains(file)).count();
            if (unused > 0) {
                problems.add(
                        Kind.REMARK,
                        list + " has rows for " + unused + " pictures that are not in " + first.getKey()
                                + ", which are not used");
            }
        });
    }

    private static void requireRows(Path list, Collection<String> listed, List<String> files) {
        for (String picture : files) {
            if (!listed.contains(picture)) {
                throw new FaceDataException(
                        list + " has no row for " + picture + ". Add it or remove the picture from the other lists.");
            }
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
        Map<String, Boolean> row = new HashMap<>();
        BitSet bits = values.get(file);
        for (int k = 0; k < attributes.size(); k++) {
            row.put(attributes.get(k), bits.get(k));
        }
        FaceSample.Builder builder = FaceSample.ofFile(file, labels[i], identities.get(labels[i]), images.resolve(file))
                .attributes(row)
                .partition(partitions.get(file));
        float[] xy = landmarks.get(file);
        return (xy == null ? builder : builder.landmarks(LandmarkScheme.FIVE, xy)).build();
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
