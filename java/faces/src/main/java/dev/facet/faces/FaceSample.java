package dev.facet.faces;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    private final Optional<Supplier<float[]>> landmarks;
    private final Optional<Supplier<PartMasks>> parts;
    private final Map<String, Boolean> attributes;
    private final Map<String, Float> measures;

    private FaceSample(Builder b) {
        id = Objects.requireNonNull(b.id);
        identity = b.identity;
        identityName = Objects.requireNonNull(b.identityName);
        image = Objects.requireNonNull(b.image);
        landmarks = Optional.ofNullable(b.landmarks);
        parts = Optional.ofNullable(b.parts);
        attributes = Map.copyOf(b.attributes);
        measures = Map.copyOf(b.measures);
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
     * The 68 landmarks in the order of iBUG 300-W as {@code x0, y0, x1, y1, ...} in pixels of {@link #image()}, where
     * pixel i covers [i, i+1); a new array.
     */
    public Optional<float[]> landmarks() {
        return landmarks.map(points -> points.get().clone());
    }

    /** Whether {@link #parts} has something, without making it. */
    public boolean hasParts() {
        return parts.isPresent();
    }

    /** Part masks at the picture's resolution. */
    public Optional<PartMasks> parts() {
        return parts.map(Supplier::get);
    }

    /** Yes-or-no attributes under CelebA's names ({@code Eyeglasses}, {@code Smiling}, ...); empty if none are known. */
    public Map<String, Boolean> attributes() {
        return attributes;
    }

    /** Graded properties, for example {@code yaw_degrees}; empty if none are known. */
    public Map<String, Float> measures() {
        return measures;
    }

    /** The same picture under another label. */
    FaceSample withIdentity(int label) {
        Builder b = of(id, label, identityName, image).attributes(attributes).measures(measures);
        b.landmarks = landmarks.orElse(null);
        b.parts = parts.orElse(null);
        return new FaceSample(b);
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
        private Supplier<float[]> landmarks;
        private Supplier<PartMasks> parts;
        private Map<String, Boolean> attributes = Map.of();
        private Map<String, Float> measures = Map.of();

        private Builder() {}

        /** @param xy 136 values, see {@link FaceSample#landmarks()} */
        public Builder landmarks(float[] xy) {
            if (xy.length != 2 * Landmarks68.COUNT) {
                throw new IllegalArgumentException("68 landmarks are 136 numbers, got " + xy.length);
            }
            float[] copy = xy.clone();
            landmarks = () -> copy;
            return this;
        }

        /** @param xy makes the 136 values, see {@link FaceSample#landmarks()} */
        public Builder landmarks(Supplier<float[]> xy) {
            landmarks = Objects.requireNonNull(xy);
            return this;
        }

        /** @param masks makes the part masks at the picture's resolution */
        public Builder parts(Supplier<PartMasks> masks) {
            parts = Objects.requireNonNull(masks);
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

        /** The sample. */
        public FaceSample build() {
            return new FaceSample(this);
        }
    }
}
