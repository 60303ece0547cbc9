package dev.facet.faces;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One picture of a face and what is known about it. Pictures and masks are read or drawn when asked for, on the calling
 * thread, and not kept: asking twice does the work twice. Immutable and safe for many threads.
 */
public final class FaceSample {

    private final String id;
    private final int identity;
    private final String identityName;
    private final Supplier<Image> image;
    private final Optional<Supplier<byte[]>> encoded;
    private final Map<LandmarkScheme, Supplier<float[]>> landmarks;
    private final Optional<Supplier<PartMasks>> parts;
    private final Map<String, Supplier<ConceptMask>> concepts;
    private final Map<String, Boolean> attributes;
    private final Map<String, Float> measures;
    private final Optional<Partition> partition;

    private FaceSample(Builder b) {
        id = Objects.requireNonNull(b.id);
        identity = b.identity;
        identityName = Objects.requireNonNull(b.identityName);
        image = Objects.requireNonNull(b.image);
        encoded = Optional.ofNullable(b.encoded);
        landmarks = Collections.unmodifiableMap(new EnumMap<>(b.landmarks));
        parts = Optional.ofNullable(b.parts);
        concepts = Collections.unmodifiableMap(new LinkedHashMap<>(b.concepts));
        attributes = Map.copyOf(b.attributes);
        measures = Map.copyOf(b.measures);
        partition = Optional.ofNullable(b.partition);
    }

    /**
     * Starts a sample.
     *
     * @param id names the picture within its data set, usually its file
     * @param identity index into {@link FaceDataset#identities()}
     * @param identityName that identity's name
     * @param image reads or draws the picture; its errors name the file
     */
    public static Builder of(String id, int identity, String identityName, Supplier<Image> image) {
        Builder b = new Builder();
        b.id = id;
        b.identity = identity;
        b.identityName = identityName;
        b.image = image;
        return b;
    }

    /** Starts a sample whose picture is a whole file; see {@link #of(String, int, String, Supplier)}. */
    public static Builder ofFile(String id, int identity, String identityName, Path file) {
        Builder b = of(id, identity, identityName, () -> ImageFiles.read(file));
        b.encoded = () -> ImageFiles.bytes(file);
        return b;
    }

    /**
     * Starts a sample whose picture is a JPEG or PNG inside of another file.
     *
     * @param content reads the picture's bytes
     * @param name what errors call the picture
     */
    public static Builder ofEncoded(
            String id, int identity, String identityName, Supplier<byte[]> content, String name) {
        Builder b = of(id, identity, identityName, () -> ImageFiles.decode(content.get(), name));
        b.encoded = content;
        return b;
    }

    /** Names the picture within its data set. */
    public String id() {
        return id;
    }

    /** Index of the person, the label to train on. */
    public int identity() {
        return identity;
    }

    /** Name of the person. */
    public String identityName() {
        return identityName;
    }

    /**
     * The picture.
     *
     * @throws FaceDataException naming the file if it cannot be read
     */
    public Image image() {
        return image.get();
    }

    /**
     * The bytes of the JPEG or PNG that {@link #image()} decodes, unchanged; empty where the picture is drawn, cut or
     * otherwise not one stored picture.
     *
     * @throws FaceDataException naming the file if it cannot be read
     */
    public Optional<byte[]> encoded() {
        return encoded.map(Supplier::get);
    }

    /**
     * The 68 landmarks in the order of iBUG 300-W as {@code x0, y0, x1, y1, ...} in pixels of {@link #image()}, where
     * pixel i covers [i, i+1); a new array.
     */
    public Optional<float[]> landmarks() {
        return landmarks(LandmarkScheme.IBUG68);
    }

    /** The landmarks of a scheme, as {@link #landmarks()} gives them; a new array. */
    public Optional<float[]> landmarks(LandmarkScheme scheme) {
        return Optional.ofNullable(landmarks.get(scheme))
                .map(points -> named(() -> scheme.require(points.get()).clone()));
    }

    /** The schemes whose landmarks are known. */
    public Set<LandmarkScheme> landmarkSchemes() {
        return landmarks.isEmpty() ? Set.of() : EnumSet.copyOf(landmarks.keySet());
    }

    /** Part masks at the picture's resolution. */
    public Optional<PartMasks> parts() {
        return parts.map(this::named);
    }

    /** What is drawn from numbers does not know whose they are. */
    private <T> T named(Supplier<T> drawn) {
        try {
            return drawn.get();
        } catch (FaceDataException | IllegalArgumentException e) {
            throw new FaceDataException("Picture " + id + ": " + e.getMessage(), e);
        }
    }

    /** The concepts whose place in the picture is annotated, in the annotation's order; see {@link #concept}. */
    public Set<String> concepts() {
        return concepts.keySet();
    }

    /**
     * Where a concept is, at the picture's resolution.
     *
     * @throws IllegalArgumentException if it is not one of {@link #concepts()}
     */
    public ConceptMask concept(String name) {
        Supplier<ConceptMask> mask = concepts.get(name);
        if (mask == null) {
            throw new IllegalArgumentException(id + " has no mask of " + name + ", only of " + concepts.keySet());
        }
        return mask.get();
    }

    /** Yes-or-no attributes under CelebA's names ({@code Eyeglasses}, {@code Smiling}, ...); empty if none are known. */
    public Map<String, Boolean> attributes() {
        return attributes;
    }

    /** Graded properties, for example {@code yaw_degrees} or {@code age_years}; empty if none are known. */
    public Map<String, Float> measures() {
        return measures;
    }

    /** The part of the data set that its makers put the picture into, where they did. */
    public Optional<Partition> partition() {
        return partition;
    }

    /**
     * The same face in another frame: picture, landmarks and masks move together, each when it is asked for. The stored
     * file is not that picture any more and is left out.
     */
    public FaceSample moved(Reframing change) {
        Builder b = copy();
        b.image = () -> change.image(image.get());
        b.encoded = null;
        landmarks.forEach((scheme, points) ->
                b.landmarks(scheme, () -> change.points(points.get().clone())));
        parts.ifPresent(masks -> b.parts(() -> change.parts(masks.get())));
        concepts.forEach((name, mask) -> b.concepts.put(name, () -> change.concept(mask.get())));
        return b.build();
    }

    /** The same picture under another label. */
    FaceSample withIdentity(int label) {
        Builder b = copy();
        b.identity = label;
        return b.build();
    }

    private Builder copy() {
        Builder b = of(id, identity, identityName, image).attributes(attributes).measures(measures);
        b.encoded = encoded.orElse(null);
        b.landmarks.putAll(landmarks);
        b.parts = parts.orElse(null);
        b.concepts.putAll(concepts);
        b.partition = partition.orElse(null);
        return b;
    }

    @Override
    public String toString() {
        return id + " (" + identityName + ")";
    }

    /** Collects what is known about a sample. */
    public static final class Builder {
        private String id;
        private int identity;
        private String identityName;
        private Supplier<Image> image;
        private Supplier<byte[]> encoded;
        private final Map<LandmarkScheme, Supplier<float[]>> landmarks = new EnumMap<>(LandmarkScheme.class);
        private Supplier<PartMasks> parts;
        private final Map<String, Supplier<ConceptMask>> concepts = new LinkedHashMap<>();
        private Map<String, Boolean> attributes = Map.of();
        private Map<String, Float> measures = Map.of();
        private Partition partition;

        private Builder() {}

        /** @param xy 136 values, see {@link FaceSample#landmarks()} */
        public Builder landmarks(float[] xy) {
            return landmarks(LandmarkScheme.IBUG68, xy);
        }

        /** @param xy makes the 136 values, see {@link FaceSample#landmarks()} */
        public Builder landmarks(Supplier<float[]> xy) {
            return landmarks(LandmarkScheme.IBUG68, xy);
        }

        /**
         * Adds landmarks.
         *
         * @param scheme which points they are
         * @param xy two values for each point, see {@link FaceSample#landmarks()}
         */
        public Builder landmarks(LandmarkScheme scheme, float[] xy) {
            float[] copy = scheme.require(xy).clone();
            return landmarks(scheme, () -> copy);
        }

        /**
         * Adds landmarks.
         *
         * @param scheme which points they are
         * @param xy makes two values for each point, see {@link FaceSample#landmarks()}
         */
        public Builder landmarks(LandmarkScheme scheme, Supplier<float[]> xy) {
            landmarks.put(scheme, Objects.requireNonNull(xy));
            return this;
        }

        /** @param masks makes the part masks at the picture's resolution */
        public Builder parts(Supplier<PartMasks> masks) {
            parts = Objects.requireNonNull(masks);
            return this;
        }

        /**
         * Adds a concept's mask.
         *
         * @param name of the concept
         * @param mask reads or draws it at the picture's resolution
         */
        public Builder concept(String name, Supplier<ConceptMask> mask) {
            concepts.put(name, Objects.requireNonNull(mask));
            return this;
        }

        /** @param values yes-or-no attributes */
        public Builder attributes(Map<String, Boolean> values) {
            attributes = values;
            return this;
        }

        /** @param values graded properties */
        public Builder measures(Map<String, Float> values) {
            measures = values;
            return this;
        }

        /** @param part of the data set, or null if its makers did not say */
        public Builder partition(Partition part) {
            partition = part;
            return this;
        }

        /** The sample. */
        public FaceSample build() {
            return new FaceSample(this);
        }
    }
}
