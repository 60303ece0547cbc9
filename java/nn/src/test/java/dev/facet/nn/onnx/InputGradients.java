package dev.facet.nn.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.DType;
import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Gradients;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.Variables;
import dev.facet.nn.Mode;
import dev.facet.nn.internal.onnx.BuiltModel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Gradients with respect to a model's input, in double precision against central differences. */
final class InputGradients {
    private static final int DIRECTIONS = 4;

    /** Small, for among the many activations of a network some are always near the kink of a ReLU. */
    private static final double STEP = 1e-8;

    private InputGradients() {}

    /**
     * The derivative of a random weighting of all outputs along random directions of the input.
     *
     * @param dims of the input, N, H, W, C
     */
    static void assertExact(Device device, OnnxModel model, long... dims) {
        Graph graph = new Graph(DType.F64);
        Node images = graph.input("images", dims);
        BuiltModel built =
                OnnxWeights.build(model, graph, Map.of(model.inputs().get(0).name(), images), Mode.INFERENCE, null);
        Random random = new Random(17);
        Node loss = null;
        for (BuiltModel.Output output : built.outputs().values()) {
            double[] weights =
                    random.doubles(output.node().shape().count(), -1, 1).toArray();
            Node weighted = graph.mul(
                    output.node(),
                    graph.constant("weights of " + output.name(), output.node().shape(), weights));
            Node sum = graph.reshape(graph.sum(weighted), 1);
            loss = loss == null ? sum : graph.add(loss, sum);
        }
        Node gradient = Gradients.of(graph, loss, List.of(images)).of(images);
        try (Variables variables = OnnxWeights.allocate(model, built, graph, device);
                Executable executable =
                        Executable.compile(device, Plan.of(graph, List.of(loss, gradient)), variables)) {
            double[] at = random.doubles(images.shape().count(), -1, 1).toArray();
            executable.input("images").set(at);
            executable.run();
            double[] exact = executable.output(gradient).toDoubles();
            assertThat(Arrays.stream(exact)).anyMatch(value -> value != 0);
            for (int d = 0; d < DIRECTIONS; d++) {
                double[] direction = random.doubles(at.length, -1, 1).toArray();
                double along = 0;
                for (int i = 0; i < at.length; i++) {
                    along += exact[i] * direction[i];
                }
                double difference =
                        (value(executable, loss, at, direction, STEP) - value(executable, loss, at, direction, -STEP))
                                / (2 * STEP);
                assertThat(Math.abs(along - difference))
                        .as("derivative along direction %d: %s, difference %s", d, along, difference)
                        .isLessThan(1e-4 * Math.max(1e-3, Math.abs(difference)));
            }
        }
    }

    private static double value(Executable executable, Node loss, double[] at, double[] direction, double step) {
        double[] moved = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            moved[i] = at[i] + step * direction[i];
        }
        executable.input("images").set(moved);
        executable.run();
        return executable.output(loss).toDoubles()[0];
    }
}
