package dev.facet.faces;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Which pixels of a picture belong to which part of the face. Parts never overlap: every pixel has one part or none.
 * Immutable.
 */
public final class PartMasks {

    /** Where the mask of a part comes from. */
    public enum Provenance {
        /** The picture was drawn from it. */
        EXACT,
        /** Labelled by a person, pixel by pixel. */
        LABELLED,
        /** Computed from landmarks that outline the part. */
        DERIVED,
        /** Extrapolated from landmarks that do not outline the part. */
        GUESSED
    }

    /** Label of pixels that belong to no part. */
    public static final byte NONE = -1;

    private static final FaceParts[] PARTS = FaceParts.values();

    private final int width;
    private final int height;
    private final byte[] labels;
    private final EnumMap<FaceParts, Provenance> provenance;

    private PartMasks(int width, int height, byte[] labels, EnumMap<FaceParts, Provenance> provenance) {
        this.width = width;
        this.height = height;
        this.labels = labels;
        this.provenance = provenance;
    }

    /**
     * Wraps a label map without copying it.
     *
     * @param width pixels
     * @param height pixels
     * @param labels {@code height * width} values: a part's {@link FaceParts#ordinal()} or {@link #NONE}; belongs to the
     *     masks from now on
     * @param provenance the parts that these masks can tell, and how they know; a part missing here is unknown, which is
     *     not the same as absent
     */
    public static PartMasks of(int width, int height, byte[] labels, Map<FaceParts, Provenance> provenance) {
        if (width < 1 || height < 1 || labels.length != width * height) {
            throw new IllegalArgumentException(
                    "part masks of " + width + "x" + height + " need as many labels, got " + labels.length);
        }
        EnumMap<FaceParts, Provenance> known = new EnumMap<>(FaceParts.class);
        known.putAll(provenance);
        for (byte label : labels) {
            if (label != NONE && (label < 0 || label >= PARTS.length || !known.containsKey(PARTS[label]))) {
                throw new IllegalArgumentException("label " + label + " is no part of " + known.keySet());
            }
        }
        return new PartMasks(width, height, labels, known);
    }

    /** Width in pixels, that of the picture. */
    public int width() {
        return width;
    }

    /** Height in pixels. */
    public int height() {
        return height;
    }

    /** The parts these masks can tell; one of them may still cover no pixel, hidden or outside the picture. */
    public Set<FaceParts> parts() {
        return Collections.unmodifiableSet(provenance.keySet());
    }

    /**
     * How the mask of a part is known.
     *
     * @throws IllegalArgumentException if these masks do not tell the part
     */
    public Provenance provenance(FaceParts part) {
        Provenance p = provenance.get(part);
        if (p == null) {
            throw new IllegalArgumentException("no mask of " + part + ", only of " + provenance.keySet());
        }
        return p;
    }

    /** The label at a pixel: a part's ordinal or {@link #NONE}. */
    public byte label(int x, int y) {
        return labels[y * width + x];
    }

    /** The label map, {@code height * width}. Shared for speed; must not be written. */
    public byte[] labels() {
        return labels;
    }

    /** Whether a pixel belongs to a part. */
    public boolean contains(FaceParts part, int x, int y) {
        return labels[y * width + x] == part.ordinal();
    }

    /** The mask of one part, {@code height * width}, as a new array. */
    public boolean[] mask(FaceParts part) {
        boolean[] mask = new boolean[labels.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = labels[i] == part.ordinal();
        }
        return mask;
    }

    /** Number of pixels of a part. */
    public int count(FaceParts part) {
        int n = 0;
        for (byte label : labels) {
            n += label == part.ordinal() ? 1 : 0;
        }
        return n;
    }

    /** The masks at another resolution; each new pixel takes the label at its centre. */
    public PartMasks resize(int w, int h) {
        return resize(0, 0, width, height, w, h);
    }

    /**
     * The masks of a rectangle at another resolution; see {@link Image#resize(double, double, double, double, int, int)}.
     * Outside the picture there is no part.
     */
    public PartMasks resize(double x0, double y0, double x1, double y1, int w, int h) {
        if (w < 1 || h < 1 || !(x1 > x0) || !(y1 > y0)) {
            throw new IllegalArgumentException(
                    "cannot resize (" + x0 + "," + y0 + ")-(" + x1 + "," + y1 + ") to " + w + "x" + h);
        }
        byte[] out = new byte[w * h];
        for (int y = 0; y < h; y++) {
            int sy = (int) Math.floor(y0 + (y + 0.5) * (y1 - y0) / h);
            for (int x = 0; x < w; x++) {
                int sx = (int) Math.floor(x0 + (x + 0.5) * (x1 - x0) / w);
                boolean inside = sx >= 0 && sy >= 0 && sx < width && sy < height;
                out[y * w + x] = inside ? labels[sy * width + sx] : NONE;
            }
        }
        return new PartMasks(w, h, out, provenance);
    }

    /** Mirrors left and right; parts have no side, so labels stay. */
    public PartMasks flip() {
        byte[] out = new byte[labels.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                out[y * width + x] = labels[y * width + width - 1 - x];
            }
        }
        return new PartMasks(width, height, out, provenance);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PartMasks o
                && o.width == width
                && o.height == height
                && Arrays.equals(o.labels, labels)
                && o.provenance.equals(provenance);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(labels) * 31 + width;
    }
}
