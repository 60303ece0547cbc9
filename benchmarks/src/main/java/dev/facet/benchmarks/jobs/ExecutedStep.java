package dev.facet.benchmarks.jobs;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A step of a compiled program, as {@link dev.facet.engine.Executable#describe} tells it.
 *
 * @param in dimensions of the inputs
 * @param out dimensions of the results
 * @param ms of the last run while profiling, else 0
 */
public record ExecutedStep(String op, String kernel, List<long[]> in, List<long[]> out, double ms) {
    private static final Pattern TENSOR = Pattern.compile("b?[fi]\\d\\d ([\\dx]+)");

    /** The steps of an executable's description, in their order. */
    public static List<ExecutedStep> all(String description) {
        List<ExecutedStep> steps = new ArrayList<>();
        for (JsonElement element : JsonParser.parseString(description).getAsJsonArray()) {
            JsonObject step = element.getAsJsonObject();
            String shapes = step.get("shapes").getAsString();
            int arrow = shapes.indexOf("->");
            steps.add(new ExecutedStep(
                    step.get("op").getAsString(),
                    step.get("kernel").getAsString(),
                    tensors(shapes.substring(0, arrow)),
                    tensors(shapes.substring(arrow)),
                    step.has("ms") ? step.get("ms").getAsDouble() : 0));
        }
        return steps;
    }

    /** Multiplications of direct sums: of convolutions, their gradients, matrix products and ECLoss by the definition. */
    public double multiplications() {
        return switch (op) {
            case "conv2d" -> count(out.get(0)) * taps(in.get(1));
            case "conv2d_grad_data" -> count(in.get(0)) * taps(in.get(1));
            case "conv2d_grad_weights" -> count(in.get(1)) * taps(out.get(0));
            case "matmul" -> count(out.get(0)) * (count(in.get(0)) / out.get(0)[0]);
            case "ecloss", "ecloss_grad" -> count(in.get(0)) * in.get(1)[0];
            case "ecloss_with_grad" -> 2 * count(in.get(0)) * in.get(1)[0];
            default -> 0;
        };
    }

    /** Elements of a tensor of these dimensions. */
    public static double count(long[] dims) {
        return Arrays.stream(dims).asDoubleStream().reduce(1, (a, b) -> a * b);
    }

    /** Multiplications for one output value of weights [K,R,S,C]. */
    private static double taps(long[] weights) {
        return count(weights) / weights[0];
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
