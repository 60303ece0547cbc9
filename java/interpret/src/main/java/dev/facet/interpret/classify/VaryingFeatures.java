package dev.facet.interpret.classify;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The features that a fit looks at: all but those with one value throughout, of which nothing can be learned. */
final class VaryingFeatures {
    private final int features;
    private final int[] varying;

    private VaryingFeatures(int features, int[] varying) {
        this.features = features;
        this.varying = varying;
    }

    static VaryingFeatures of(Samples samples, List<String> warnings) {
        int d = samples.columns();
        int[] varying = IntStream.range(0, d).filter(j -> varies(samples, j)).toArray();
        if (varying.length == 0) {
            warnings.add("No feature varies; every sample gets the same answer.");
        } else if (varying.length < d) {
            warnings.add(d - varying.length + " of " + d + " features have one value throughout and were left out.");
        }
        return new VaryingFeatures(d, varying);
    }

    private static boolean varies(Samples samples, int column) {
        for (int row = 1; row < samples.rows(); row++) {
            if (samples.at(row, column) != samples.at(0, column)) {
                return true;
            }
        }
        return false;
    }

    boolean isEmpty() {
        return varying.length == 0;
    }

    int features() {
        return features;
    }

    /**
     * The varying features of samples; not to be asked where there are none.
     *
     * @throws IllegalArgumentException if the samples have other features than were fitted
     */
    Samples of(Samples samples) {
        Labels.requireFeatures(samples, features);
        return varying.length == features ? samples : samples.columns(varying);
    }

    @Override
    public String toString() {
        return varying.length + " of " + features + " features: " + Arrays.toString(varying);
    }
}
