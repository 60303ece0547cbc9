package dev.facet.benchmarks.compare;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The multiplications of a program's products: what direct sums need, and what its kernels do.
 *
 * @param direct of convolutions, their gradients, matrix products and ECLoss by the definition
 * @param done of the same by the kernels that are bound, transforms not counted
 */
record Work(double direct, double done) {
    private static final Pattern TENSOR = Pattern.compile("[fi]\\d\\d ([\\dx]+)");
    private static final String WINOGRAD = "_winograd";
    /** F(4×4, 3×3): 36 multiplications give 16 outputs. */
    private static final int TILE = 4;

    private static final int TILE_PRODUCTS = 36;

    /**
     * @param steps an executable's description
     * @param orbits of mirror images that the templates of its ECLoss begin with
     */
    static Work of(String steps, int orbits) {
        double direct = 0;
        double done = 0;
        for (JsonElement element : JsonParser.parseString(steps).getAsJsonArray()) {
            JsonObject step = element.getAsJsonObject();
            double each = multiplications(step);
            direct += each;
            done += done(step, each, orbits);
        }
        return new Work(direct, done);
    }

    /** Multiplications and additions of direct sums, / 1e9. */
    double gigaflop() {
        return 2 * direct / 1e9;
    }

    /** How many times fewer multiplications the kernels do. */
    double reduction() {
        return direct / done;
    }

    private static double multiplications(JsonObject step) {
        String shapes = step.get("shapes").getAsString();
        List<long[]> in = tensors(shapes.substring(0, shapes.indexOf("->")));
        long[] out = tensors(shapes.substring(shapes.indexOf("->"))).get(0);
        return switch (step.get("op").getAsString()) {
            case "conv2d" -> count(out) * taps(in.get(1));
            case "conv2d_grad_data" -> count(in.get(0)) * taps(in.get(1));
            case "conv2d_grad_weights" -> count(in.get(1)) * taps(out);
            case "matmul" -> count(out) * (count(in.get(0)) / out[0]);
            case "ecloss", "ecloss_grad" -> count(in.get(0)) * in.get(1)[0];
            case "ecloss_with_grad" -> 2 * count(in.get(0)) * in.get(1)[0];
            default -> 0;
        };
    }

    private static double done(JsonObject step, double direct, int orbits) {
        if (step.get("kernel").getAsString().endsWith(WINOGRAD)) {
            return tileProducts(step);
        }
        return step.get("op").getAsString().startsWith("ecloss") ? direct * shareBesideOrbits(step, orbits) : direct;
    }

    /** Of an orbit of four templates one is multiplied. */
    private static double shareBesideOrbits(JsonObject step, int orbits) {
        double templates = tensors(step.get("shapes").getAsString()).get(1)[0];
        return (templates - 3.0 * orbits) / templates;
    }

    /** Of a step whose first operand and result are images: all tiles of the smaller pictures by all pairs of channels. */
    private static double tileProducts(JsonObject step) {
        String shapes = step.get("shapes").getAsString();
        List<long[]> in = tensors(shapes.substring(0, shapes.indexOf("->")));
        long[] out = tensors(shapes.substring(shapes.indexOf("->"))).get(0);
        boolean weights = step.get("op").getAsString().equals("conv2d_grad_weights");
        long[] tiled = weights ? in.get(1) : out;
        double tiles = tiled[0] * Math.ceil(tiled[1] / (double) TILE) * Math.ceil(tiled[2] / (double) TILE);
        return TILE_PRODUCTS * tiles * in.get(0)[3] * tiled[3];
    }

    /** Multiplications for one output value of weights [K,R,S,C]. */
    private static double taps(long[] weights) {
        return count(weights) / weights[0];
    }

    private static double count(long[] dims) {
        return Arrays.stream(dims).asDoubleStream().reduce(1, (a, b) -> a * b);
    }

    private static List<long[]> tensors(String text) {
        List<long[]> tensors = new ArrayList<>();
        Matcher matcher = TENSOR.matcher(text);
        while (matcher.find()) {
            tensors.add(Arrays.stream(matcher.group(1).split("x"))
                    .mapToLong(Long::parseLong)
                    .toArray());
        }
        return tensors;
    }
}
