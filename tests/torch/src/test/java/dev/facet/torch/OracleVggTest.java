package dev.facet.torch;

import dev.facet.engine.DType;
import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Gradients;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.Variables;
import dev.facet.nn.Initialization;
import dev.facet.nn.Mode;
import dev.facet.nn.Network;
import dev.facet.nn.VariableSpec;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Ten training steps of VGG13 by Facet and by libtorch (in float64), from the same weights and batches. In f32 only losses and
 * logits are compared: where a ReLU's input or two inputs of a pooling window are equal but for rounding, f32 may decide otherwise,
 * which moves single gradients by more than rounding does (libtorch's own f32 run shows the same).
 */
class OracleVggTest {
    private static final int STEPS = 10;
    private static final int BATCH = 8;
    private static final int INPUT = 64;
    private static final int CLASSES = 10;
    private static final TorchVgg.Sgd SGD = new TorchVgg.Sgd(1e-4, 0.9, 5e-4, false);

    private final SplittableRandom random = new SplittableRandom(11);

    @ParameterizedTest
    @CsvSource({"false, F64, 1e-8", "true, F64, 1e-7", "false, F32, 2e-3", "true, F32, 5e-3"})
    void tenStepsAgree(boolean batchNorm, DType type, double tolerance) {
        Network network = new Vgg(new VggConfig(13, batchNorm, 1.0 / 8, INPUT, 3, CLASSES, 0));
        Map<String, Weight> weights = initialWeights(network);
        Graph graph = new Graph(type);
        Node images = graph.input("images", BATCH, INPUT, INPUT, 3);
        Node labels = graph.input("labels", DType.I32, BATCH);
        Node learningRate = graph.input("learning_rate", 1);
        Node logits = network.build(graph, images, Mode.TRAINING, null).logits();
        Node loss = graph.softmaxCrossEntropy(logits, labels, 0);
        List<Node> outputs = new ArrayList<>(List.of(loss, logits));
        Map<String, Node> gradients = addUpdates(network, graph, loss, learningRate);
        Map<String, Node> judged = type == DType.F64 ? gradients : Map.of();
        outputs.addAll(judged.values());

        try (Device device = Device.cpu(2);
                Variables variables = Variables.allocate(device, graph);
                Executable step = Executable.compile(device, Plan.of(graph, outputs), variables);
                TorchVgg torch = new TorchVgg(13, batchNorm, weights, ScalarType.Double, Layout.NCHW, SGD)) {
            weights.forEach((name, w) -> variables.get(name).set(w.values()));
            step.input("learning_rate").set(SGD.learningRate());
            for (int t = 0; t < STEPS; t++) {
                float[] pixels = pixels();
                int[] classes = random.ints(BATCH, 0, CLASSES).toArray();
                step.input("images").set(pixels);
                step.input("labels").set(classes);
                step.run();
                TorchVgg.Step expected = libtorchStep(torch, pixels, classes);
                String at = " at step " + t;
                Closeness.check(
                        "loss" + at,
                        new double[] {expected.loss()},
                        step.output(loss).toDoubles(),
                        tolerance);
                Closeness.check(
                        "logits" + at, expected.logits(), step.output(logits).toDoubles(), tolerance);
                judged.forEach((name, node) -> Closeness.check(
                        "gradient of " + name + at,
                        torch.gradient(name),
                        step.output(node).toDoubles(),
                        tolerance));
            }
            for (String name : torch.names()) {
                Closeness.check(name, torch.parameter(name), variables.get(name).toDoubles(), tolerance);
            }
        }
    }

    private static TorchVgg.Step libtorchStep(TorchVgg torch, float[] pixels, int[] classes) {
        try (Tensor images = torch.images(pixels, BATCH, INPUT);
                Tensor labels = Tensors.labels(classes)) {
            return torch.step(images, labels);
        }
    }

    private static Map<String, Weight> initialWeights(Network network) {
        Map<String, Weight> weights = new LinkedHashMap<>();
        for (VariableSpec spec : network.variables()) {
            float[] values = new float[Math.toIntExact(spec.shape().count())];
            Initialization.fill(spec, 1, FloatBuffer.wrap(values));
            weights.put(spec.name(), new Weight(spec.shape().toArray(), values));
        }
        return weights;
    }

    private static Map<String, Node> addUpdates(Network network, Graph graph, Node loss, Node learningRate) {
        List<Node> parameters = network.variables().stream()
                .filter(v -> v.role().trained())
                .map(v -> graph.node(v.name()))
                .toList();
        Gradients all = Gradients.of(graph, loss, parameters);
        Map<String, Node> gradients = new LinkedHashMap<>();
        for (Node p : parameters) {
            Node velocity = graph.state(p.name() + ".velocity", p.shape().toArray());
            gradients.put(p.name(), all.of(p));
            graph.sgdUpdate(p, all.of(p), velocity, learningRate, SGD.momentum(), SGD.weightDecay(), false);
        }
        return gradients;
    }

    private float[] pixels() {
        float[] values = new float[BATCH * INPUT * INPUT * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextDouble() - 1);
        }
        return values;
    }
}
