package dev.facet.interpret.evaluation;

import dev.facet.faces.Landmarks68;
import dev.facet.interpret.stats.Bootstrap;
import dev.facet.interpret.stats.Estimate;
import java.util.ArrayList;
import java.util.List;

/** How far found landmarks lie from labelled ones, face by face. */
public final class LandmarkErrors {
    private final List<Double> errors = new ArrayList<>();

    /**
     * The mean distance of 68 points in distances between the outer corners of the eyes, the usual measure of the 300-W
     * challenge.
     *
     * @param found 136 values {@code x0, y0, ...}
     * @param truth the same
     */
    public static double error(float[] found, float[] truth) {
        if (found.length != 2 * Landmarks68.COUNT || truth.length != found.length) {
            throw new IllegalArgumentException(
                    "the error of 68 landmarks takes 136 numbers twice, got " + found.length + " and " + truth.length);
        }
        double sum = 0;
        for (int i = 0; i < found.length; i += 2) {
            sum += Math.hypot(found[i] - truth[i], found[i + 1] - truth[i + 1]);
        }
        return sum / Landmarks68.COUNT / Landmarks68.outerEyeDistance(truth);
    }

    /** Adds a face; see {@link #error}. */
    public void add(float[] found, float[] truth) {
        errors.add(error(found, truth));
    }

    /** How many faces were added. */
    public int faces() {
        return errors.size();
    }

    /** The mean over faces, resampled by faces; not measured without faces. */
    public Estimate mean(Bootstrap bootstrap) {
        return bootstrap.mean(errors.stream().mapToDouble(e -> e).toArray());
    }

    /** The error that a share of the faces does not exceed, such as 0.5 for the median; NaN without faces. */
    public double quantile(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share of faces is from 0 to 1, not " + share);
        }
        if (errors.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = errors.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(share * sorted.size())));
    }
}
