package dev.facet.faces;

/** A change of a picture's frame, such as a crop or an alignment, and how annotations follow it. Safe for many threads. */
public interface Reframing {

    /** The picture in the new frame. */
    Image image(Image picture);

    /**
     * Points in the new frame.
     *
     * @param xy {@code x0, y0, ...} in pixels of the old frame; may be changed and returned
     */
    float[] points(float[] xy);

    /** Part masks at the new frame's resolution. */
    PartMasks parts(PartMasks masks);

    /** A concept's mask at the new frame's resolution. */
    ConceptMask concept(ConceptMask mask);
}
