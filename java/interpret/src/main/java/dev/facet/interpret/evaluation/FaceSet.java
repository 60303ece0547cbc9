package dev.facet.interpret.evaluation;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceParts;
import dev.facet.faces.FaceSample;
import dev.facet.faces.Image;
import dev.facet.faces.PartMasks;
import dev.facet.interpret.maps.PixelMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Faces at a network's input size with their part masks, decoded once and used for every network that is compared.
 * Immutable.
 */
public final class FaceSet {
    private static final int BATCH = 16;

    private final String name;
    private final int size;
    private final List<Image> images;
    private final List<String> ids;
    private final List<String> parts;
    private final List<List<PixelMask>> masks;

    private FaceSet(
            String name,
            int size,
            List<Image> images,
            List<String> ids,
            List<String> parts,
            List<List<PixelMask>> masks) {
        this.name = name;
        this.size = size;
        this.images = List.copyOf(images);
        this.ids = List.copyOf(ids);
        this.parts = List.copyOf(parts);
        this.masks = List.copyOf(masks);
    }

    /**
     * Draws faces from a data set and prepares them. Faces without part masks are passed over.
     *
     * @param faces a data set whose samples have part masks
     * @param count how many faces, at most; all that have masks if there are fewer
     * @param seed of the draw
     * @param size height and width in pixels, that of the network's input
     * @throws IllegalArgumentException if the data set has no part masks
     * @throws dev.facet.faces.FaceDataException if a file cannot be read
     */
    public static FaceSet draw(FaceDataset faces, int count, long seed, int size, Progress progress) {
        if (count < 1) {
            throw new IllegalArgumentException("an evaluation needs faces, not " + count);
        }
        Set<FaceParts> known = new TreeSet<>(faces.parts());
        if (known.size() < 2) {
            throw new IllegalArgumentException("data set " + faces.name() + " tells " + known.size()
                    + " parts of the face; channels are located among at least two. Use a data set with part labels or"
                    + " landmarks.");
        }
        List<Face> found = new ArrayList<>();
        int[] order = shuffledIndices(faces.size(), seed);
        int wanted = Math.min(count, order.length);
        for (int first = 0; first < order.length && found.size() < wanted; first += BATCH) {
            // Faces take milliseconds each to draw or decode; a stream keeps their order over threads.
            IntStream.range(first, Math.min(first + BATCH, order.length))
                    .parallel()
                    .mapToObj(i -> prepare(faces.sample(order[i]), known, size))
                    .flatMap(Optional::stream)
                    .toList()
                    .forEach(found::add);
            progress.at("preparing faces", Math.min(found.size(), wanted), wanted);
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no face of data set " + faces.name() + " has part masks");
        }
        List<Face> drawn = found.subList(0, Math.min(found.size(), wanted));
        return new FaceSet(
                faces.name(),
                size,
                drawn.stream().map(Face::image).toList(),
                drawn.stream().map(Face::id).toList(),
                known.stream().map(FaceParts::label).toList(),
                drawn.stream().map(Face::masks).toList());
    }

    /** The data set's name. */
    public String name() {
        return name;
    }

    /** Height and width of the faces in pixels. */
    public int size() {
        return size;
    }

    /** How many faces there are. */
    public int count() {
        return images.size();
    }

    public List<Image> images() {
        return images;
    }

    /** What the data set calls each picture. */
    public List<String> ids() {
        return ids;
    }

    /** The names of the parts, in the order of {@link #masks}. */
    public List<String> parts() {
        return parts;
    }

    /** The part masks of a face, at the faces' size; a part the face does not show, or not told, is empty. */
    public List<PixelMask> masks(int face) {
        return masks.get(face);
    }

    private record Face(Image image, String id, List<PixelMask> masks) {}

    private static Optional<Face> prepare(FaceSample sample, Set<FaceParts> known, int size) {
        return sample.parts()
                .map(parts -> new Face(
                        sample.image().resize(size, size), sample.id(), pixelMasks(parts.resize(size, size), known)));
    }

    private static int[] shuffledIndices(int size, long seed) {
        int[] order = IntStream.range(0, size).toArray();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = size - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int t = order[i];
            order[i] = order[j];
            order[j] = t;
        }
        return order;
    }

    private static List<PixelMask> pixelMasks(PartMasks labels, Set<FaceParts> known) {
        byte[] map = labels.labels();
        return known.stream()
                .map(part -> PixelMask.of(labels.height(), labels.width(), i -> map[i] == part.ordinal()))
                .toList();
    }
}
