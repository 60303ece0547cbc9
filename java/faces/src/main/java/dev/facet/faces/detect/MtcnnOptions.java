package dev.facet.faces.detect;

/**
 * What {@link Mtcnn} looks for.
 *
 * @param smallestFace side in pixels of the smallest face to look for, at least 12; the work grows with its inverse
 *     square
 * @param pyramidFactor size of each pyramid level relative to the one before, in (0, 1)
 * @param proposalThreshold score from which the first stage's boxes go on, 0 to 1
 * @param refinementThreshold the same for the second stage
 * @param outputThreshold score from which the third stage's boxes are faces
 */
public record MtcnnOptions(
        double smallestFace,
        double pyramidFactor,
        double proposalThreshold,
        double refinementThreshold,
        double outputThreshold) {

    /** Refuses values outside their ranges. */
    public MtcnnOptions {
        if (!(smallestFace >= Segment.WINDOW) || !Double.isFinite(smallestFace)) {
            throw new IllegalArgumentException(
                    "the smallest face must be at least " + Segment.WINDOW + " pixels, got " + smallestFace);
        }
        if (!(pyramidFactor >= 0.1 && pyramidFactor <= 0.95)) {
            throw new IllegalArgumentException(
                    "each pyramid level must have 0.1 to 0.95 of the size before, got " + pyramidFactor);
        }
        for (double threshold : new double[] {proposalThreshold, refinementThreshold, outputThreshold}) {
            if (!(threshold >= 0 && threshold <= 1)) {
                throw new IllegalArgumentException("a threshold must be from 0 to 1, got " + threshold);
            }
        }
    }

    /** Faces from 20 pixels on, factor 0.709, thresholds 0.6, 0.7, 0.7: the values in general use. */
    public static MtcnnOptions defaults() {
        return new MtcnnOptions(20, 0.709, 0.6, 0.7, 0.7);
    }

    /** With another smallest face. */
    public MtcnnOptions withSmallestFace(double pixels) {
        return new MtcnnOptions(pixels, pyramidFactor, proposalThreshold, refinementThreshold, outputThreshold);
    }
}
