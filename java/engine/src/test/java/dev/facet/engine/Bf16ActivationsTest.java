package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.internal.Step;
import dev.facet.engine.ops.Cast;
import dev.facet.engine.ops.MatMul;
import dev.facet.engine.ops.Sgd;
import dev.facet.engine.testing.SgdUpdates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Mixed precision as a plan: what is stored as bf16, what is not, and that the results are those of floats but for rounding. */
class Bf16ActivationsTest {
    /** Two convolutions with batch norm, pooling, a skipped connection and a linear layer; a step of training. */
    private static final class Net {
        final Graph graph = new Graph();
        private final Layers layers = new Layers(graph);
        final Node images = graph.input("images", 2, 16, 16, 3);
        final Node features;
        final Node loss;

        Net() {
            Node stem = activated("stem", images, 8);
            Node x = graph.maxPool2d(stem, Pool2d.of(2));
            Node y = activated("a", x, 8);
            y = layers.convolution("b", y, 8, 3, Conv2d.same(3));
            features = graph.named("features", graph.relu(graph.add(y, x)));
            Node pooled = graph.globalAvgPool(features);
            Node logits = graph.linear(pooled, layers.parameter("w", 4, 8), layers.parameter("bias", 4));
            loss = graph.named("loss", graph.softmaxCrossEntropy(logits, graph.input("labels", DType.I32, 2), 0));
            Gradients gradients = Gradients.of(graph, loss, layers.parameters());
            Node rate = graph.input("rate", 1);
            SgdUpdates.append(graph, gradients, layers.parameters(), rate, 0, false);
        }

        Plan plan() {
            return Plan.of(graph, List.of(loss, features));
        }

        private Node activated(String name, Node x, long channels) {
            return graph.relu(layers.normalized(name, x, channels, 3, Conv2d.same(3)));
        }
    }

    @Test
    void activationsAreBf16AndNothingElse() {
        Net net = new Net();
        Plan floats = net.plan();
        Plan mixed = floats.withBf16Activations();
        assertThat(mixed.withBf16Activations()).isSameAs(mixed);
        for (Step step : mixed.layout().steps()) {
            if (step.op() instanceof Sgd) {
                assertThat(step.inputs()).allMatch(node -> node.dtype() == DType.F32);
            }
            for (Node node : step.outputs()) {
                boolean map = node.shape().rank() == 4
                        && node.shape().dim(1) > 1
                        && node.shape().dim(0) == 2;
                boolean cast = step.op() instanceof Cast;
                boolean broadcast = step.op() instanceof dev.facet.engine.ops.Broadcast;
                if (map && !cast && !broadcast) {
                    assertThat(node.dtype()).as(step.toString()).isEqualTo(DType.BF16);
                } else if (!map) {
                    assertThat(node.dtype()).as(step.toString()).isEqualTo(DType.F32);
                }
            }
        }
        // The output features, the image for the first layer's gradient and what comes back from the mean over the
        // image.
        assertThat(mixed.layout().steps().stream().filter(step -> step.op() instanceof Cast))
                .hasSizeLessThanOrEqualTo(5);
        assertThat(mixed.arenaBytes(Plan.Arena.ACTIVATIONS))
                .isLessThan(floats.arenaBytes(Plan.Arena.ACTIVATIONS) * 7 / 10);
        assertThat(mixed.arenaBytes(Plan.Arena.VARIABLES)).isEqualTo(floats.arenaBytes(Plan.Arena.VARIABLES));
        assertThat(mixed.arenaBytes(Plan.Arena.IO)).isEqualTo(floats.arenaBytes(Plan.Arena.IO));
    }

    @Test
    void aDeviceOfThatPrecisionStoresThem() {
        Net net = new Net();
        float[][] losses = new float[2][];
        float[][] weights = new float[2][];
        for (int i = 0; i < 2; i++) {
            Precision precision = i == 0 ? Precision.F32 : Precision.BF16;
            try (Device device = Device.open("simt", 1, precision);
                    Variables variables = Variables.allocate(device, net.graph);
                    Executable run = Executable.compile(device, net.plan(), variables)) {
                assertThat(run.describe().contains("stored_bf16")).isEqualTo(i == 1);
                Random random = new Random(5);
                for (String name : variables.names()) {
                    Tensor t = variables.get(name);
                    boolean ones = name.endsWith(".gamma") || name.endsWith(".var");
                    float[] values = new float[(int) t.shape().count()];
                    for (int k = 0; k < values.length; k++) {
                        values[k] = ones ? 1 : name.endsWith("w") ? (float) random.nextGaussian() * 0.2f : 0;
                    }
                    t.set(values);
                }
                float[] pixels = new float[2 * 16 * 16 * 3];
                for (int k = 0; k < pixels.length; k++) {
                    pixels[k] = (float) Math.sin(0.37 * k);
                }
                run.input("images").set(pixels);
                run.input("labels").set(1, 3);
                run.input("rate").set(0.05f);
                losses[i] = new float[3];
                for (int step = 0; step < 3; step++) {
                    run.run();
                    losses[i][step] = run.output(net.loss).item();
                }
                weights[i] = variables.get("a.w").toFloats();
            }
        }
        for (int step = 0; step < 3; step++) {
            assertThat(losses[1][step]).isCloseTo(losses[0][step], within(0.02f * losses[0][step]));
        }
        assertThat(losses[1]).isNotEqualTo(losses[0]);
        assertThat(weights[1]).isNotEqualTo(weights[0]);
    }

    /** The first time is read by a normalisation, which wants floats; the second by a ReLU's gradient, too, which could do with bf16. */
    @Test
    void bothTimesOfALinearLayerAreStoredAlike() {
        Graph g = new Graph();
        List<Node> parameters = new ArrayList<>();
        Node x = g.input("x", 2, 8, 8, 8);
        for (int i = 0; i < 6; i++) {
            Node w = g.parameter("w" + i, 8, 3, 3, 8);
            parameters.add(w);
            x = g.relu(g.conv2d(x, w, null, Conv2d.same(3)));
        }
        Node flat = g.reshape(x, 2, 512);
        List<Node> squares = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Node w = g.parameter("v" + i, 512, 512);
            parameters.add(w);
            squares.add(g.sumSquares(g.l2Normalize(g.relu(g.linear(flat, w, null)), 1e-3)));
        }
        Node loss = squares.stream().reduce(g::add).orElseThrow();
        Gradients gradients = Gradients.of(g, loss, parameters);
        List<Node> results = new ArrayList<>(List.of(loss));
        parameters.forEach(p -> results.add(gradients.of(p)));
        Plan plan = Plan.of(g, results, PlanOptions.defaults().recomputation(Recomputation.LEAST_MEMORY))
                .withBf16Activations();
        Map<String, DType> types = new HashMap<>();
        int repeated = 0;
        for (Step step : plan.layout().steps()) {
            for (Node node : step.op() instanceof MatMul ? step.outputs() : List.<Node>of()) {
                String name = node.name().replaceAll(" again \\d+", "").replaceAll("\\.(BF16|F32|bf16|f32)\\.\\d+", "");
                DType before = types.put(name, node.dtype());
                if (node.name().contains(" again ")) {
                    repeated++;
                    assertThat(node.dtype()).as(node.name()).isEqualTo(before);
                }
            }
        }
        assertThat(repeated).as("linear layers computed again").isPositive();
    }

    @Test
    void aCastRoundsAndItsGradientIsCastBack() {
        Graph g = new Graph();
        Node x = g.input("x", 3);
        Node half = g.named("half", g.cast(x, DType.BF16));
        Node y = g.cast(half, DType.F32);
        Node loss = g.reshape(g.sum(g.mul(y, g.constant("c", Shape.of(3), new float[] {1, 2, 0.3f}))), 1);
        Node dx = Gradients.of(g, loss, List.of(x)).of(x);
        for (String name : List.of("cpu", "simt")) {
            try (Device device = Device.open(name, 1);
                    Executable run = Executable.compile(device, Plan.of(g, List.of(half, y, dx)), null)) {
                run.input("x").set(1.001f, -3.1415927f, Float.NaN);
                run.run();
                assertThat(run.output(y).toFloats()).containsExactly(1f, -3.140625f, Float.NaN);
                assertThat(run.output(half).toFloats()).containsExactly(1f, -3.140625f, Float.NaN);
                assertThat(run.output(dx).toFloats()).containsExactly(1f, 2f, 0.30078125f);
            }
        }
        assertThatThrownBy(() -> g.relu(half))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("cast it");
        assertThatThrownBy(() -> g.cast(x, DType.F32)).isInstanceOf(ShapeException.class);
    }

    @Test
    void theCpuRefusesPlansOfBf16Activations() {
        Net net = new Net();
        Plan plan = net.plan().withBf16Activations();
        try (Device device = Device.cpu(1);
                Variables variables = Variables.allocate(device, net.graph)) {
            assertThatThrownBy(() -> Executable.compile(device, plan, variables))
                    .isInstanceOf(UnsupportedOpException.class)
                    .hasMessageContaining("takes no bf16 tensors");
        }
    }
}
