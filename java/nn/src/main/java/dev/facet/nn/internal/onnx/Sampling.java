package dev.facet.nn.internal.onnx;

import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.util.List;

/**
 * From which positions of an axis a resizing takes its elements, as the ONNX operator Resize defines it. Coordinates are computed
 * in single precision as ONNX Runtime does, so that ties fall alike.
 *
 * @param linear whether to interpolate
 * @param coordinates the attribute coordinate_transformation_mode
 * @param rounding the attribute nearest_mode; {@code simple} is what opsets before 11 do
 */
record Sampling(boolean linear, String coordinates, String rounding) {
    private static final List<String> COORDINATES =
            List.of("half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners");
    private static final List<String> ROUNDINGS =
            List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil", "simple");

    /**
     * Linear interpolation of an axis: element i is between those at {@code below[i]} and {@code above[i]}, with the share
     * {@code upper[i]} of the latter.
     */
    record Weights(long[] below, long[] above, float[] upper) {}

    static Sampling of(Call call) {
        NodeView node = call.node();
        String mode = node.text("mode", "nearest");
        if (!mode.equals("nearest") && !mode.equals("linear")) {
            throw new UnsupportedOnnxException("mode '" + mode + "'; nearest and linear are supported");
        }
        if (node.flag("antialias", false)) {
            throw new UnsupportedOnnxException("antialias is not supported");
        }
        if (!node.text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            throw new UnsupportedOnnxException("keep_aspect_ratio_policy is not supported");
        }
        node.ignore("scales");
        node.ignore("cubic_coeff_a");
        node.ignore("exclude_outside");
        node.ignore("extrapolation_value");
        boolean old = call.opset() < 11;
        String coordinates = node.text("coordinate_transformation_mode", old ? "asymmetric" : "half_pixel");
        String rounding = node.text("nearest_mode", old ? "simple" : "round_prefer_floor");
        if (!COORDINATES.contains(coordinates)) {
            throw new UnsupportedOnnxException(
                    "coordinate_transformation_mode '" + coordinates + "'; " + COORDINATES + " are supported");
        }
        if (!ROUNDINGS.contains(rounding)) {
            throw new UnsupportedOnnxException("nearest_mode '" + rounding + "'; " + ROUNDINGS + " are supported");
        }
        return new Sampling(mode.equals("linear"), coordinates, rounding);
    }

    /** True if an image resized to this height and width is sampled at the centres of its pixels. */
    boolean isHalfPixel(long height, long width) {
        return coordinates.equals("half_pixel") || coordinates.equals("pytorch_half_pixel") && height > 1 && width > 1;
    }

    /** For each element of the result its position. */
    long[] nearest(long size, long target, float scale) {
        long[] positions = new long[(int) target];
        for (int i = 0; i < positions.length; i++) {
            float x = coordinate(i, size, target, scale);
            double rounded = switch (rounding) {
                case "round_prefer_floor" -> Math.ceil(x - 0.5f);
                case "round_prefer_ceil" -> Math.floor(x + 0.5f);
                case "floor" -> Math.floor(x);
                case "ceil" -> Math.ceil(x);
                default -> scale < 1 ? Math.ceil(x) : Math.floor(x);
            };
            positions[i] = Math.max(0, Math.min(size - 1, (long) rounded));
        }
        return positions;
    }

    /** For each element of the result what it lies between. */
    Weights linear(long size, long target, float scale) {
        long[] below = new long[(int) target];
        long[] above = new long[below.length];
        float[] upper = new float[below.length];
        for (int i = 0; i < below.length; i++) {
            float x = Math.max(0, Math.min(size - 1, coordinate(i, size, target, scale)));
            below[i] = (long) x;
            above[i] = Math.min(size - 1, below[i] + 1);
            upper[i] = x - below[i];
        }
        return new Weights(below, above, upper);
    }

    private float coordinate(int i, long size, long target, float scale) {
        return switch (coordinates) {
            case "asymmetric" -> i / scale;
            case "align_corners" -> target == 1 ? 0 : (float) i * (size - 1) / (target - 1);
            case "pytorch_half_pixel" -> target == 1 ? 0 : (i + 0.5f) / scale - 0.5f;
            default -> (i + 0.5f) / scale - 0.5f;
        };
    }
}
