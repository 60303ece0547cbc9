package dev.facet.integration.golden;

import dev.facet.nn.VariableSpec;
import java.util.Arrays;

/** The weights and batches of the golden VGG13, rounded to f32, as tests/golden/README.md specifies them. */
final class GoldenVgg {
    private GoldenVgg() {}

    static double[] initial(String variant, VariableSpec spec) {
        int count = Math.toIntExact(spec.shape().count());
        String key = key(variant, spec.name());
        boolean norm = spec.name().startsWith("bn");
        return switch (spec.role()) {
            case WEIGHT -> scaled(CaseValues.floats(key, count, "signed"), bound(spec));
            case BIAS -> scaled(CaseValues.floats(key, count, "signed"), norm ? 0.1 : 0.05);
            case SCALE -> scaled(CaseValues.floats(key, count, "positive"), 1);
            case ZERO_SCALE, RUNNING_MEAN -> new double[count];
            case RUNNING_VARIANCE -> ones(count);
        };
    }

    /** He's uniform bound; a tenth of it for the last layer. */
    private static double bound(VariableSpec spec) {
        long fanIn = spec.shape().count() / spec.shape().dim(0);
        return (spec.name().startsWith("fc8") ? 0.1 : 1) * Math.sqrt(6.0 / fanIn);
    }

    static double[] images(String variant, int step, int count) {
        return scaled(CaseValues.floats(key(variant, "images" + step), count, "signed"), 1);
    }

    static int[] labels(String variant, int step, int count, int classes) {
        return CaseValues.integers(key(variant, "labels" + step), count, "labels" + classes);
    }

    private static String key(String variant, String name) {
        return "vgg13/" + variant + "/" + name;
    }

    private static double[] scaled(double[] values, double factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] * factor);
        }
        return values;
    }

    private static double[] ones(int count) {
        double[] values = new double[count];
        Arrays.fill(values, 1);
        return values;
    }
}
