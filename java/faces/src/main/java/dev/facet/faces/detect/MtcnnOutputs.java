package dev.facet.faces.detect;

import dev.facet.faces.FaceBox;
import java.util.Arrays;
import java.util.List;

/**
 * What a stage of MTCNN says about a number of boxes.
 *
 * @param scores two values a box: no face, face
 * @param offsets four values a box
 * @param points ten values a box, or none at all
 */
record MtcnnOutputs(float[] scores, float[] offsets, float[] points) {

    private static final int SCORES = 2;
    private static final int OFFSETS = 4;
    private static final int POINTS = 10;

    /**
     * Tells the outputs apart by their lengths, for files differ in their order and names.
     *
     * @throws IllegalArgumentException if they are not 2, 4 and perhaps 10 values a box
     */
    static MtcnnOutputs of(List<float[]> outputs) {
        int unit = outputs.stream().mapToInt(values -> values.length).min().orElse(0) / SCORES;
        float[] points = outputs.size() == 3 ? ofLength(outputs, POINTS * unit) : new float[0];
        return new MtcnnOutputs(ofLength(outputs, SCORES * unit), ofLength(outputs, OFFSETS * unit), points);
    }

    private static float[] ofLength(List<float[]> outputs, int length) {
        return outputs.stream()
                .filter(values -> values.length == length && length > 0)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("a stage of MTCNN gives 2 scores, 4 offsets and, the last, "
                                + "10 point coordinates a box; this network's outputs have "
                                + outputs.stream().map(values -> values.length).toList() + " values"));
    }

    /** Number of boxes. */
    int count() {
        return scores.length / SCORES;
    }

    /** How sure the stage is of box {@code i}, 0 to 1. */
    double score(int i) {
        return scores[SCORES * i + 1];
    }

    /** What the stage says about box {@code i}. */
    Candidate candidate(int i, FaceBox box) {
        return new Candidate(
                box,
                score(i),
                Arrays.copyOfRange(offsets, OFFSETS * i, OFFSETS * (i + 1)),
                points.length == 0 ? points : Arrays.copyOfRange(points, POINTS * i, POINTS * (i + 1)));
    }
}
