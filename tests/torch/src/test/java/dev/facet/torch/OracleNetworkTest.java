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
import dev.facet.nn.MobileNetV2;
import dev.facet.nn.MobileNetV2Config;
import dev.facet.nn.Mode;
import dev.facet.nn.Network;
import dev.facet.nn.ResNet;
import dev.facet.nn.ResNetConfig;
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
 * Ten training steps by Facet and by libtorch (in float64), from the same weights and batches. In f32 only losses and logits are compared: where a ReLU's input or two inputs of a pooling window are equal but for rounding, f32 may decide otherwise,
 * which moves single gradients by more than rounding does (libtorch's own f32 run shows the same).
 */
class OracleNetworkTest {
    private static final int STEPS = 10;
    private static final int BATCH = 8;
    private static final int INPUT = 64;
    private static final int CLASSES = 10;
    private static final TorchNetwork.Sgd SGD = new TorchNetwork.Sgd(1e-4, 0.9, 5e-4, false);

    /** What is compared: a network here and the same there. */
    enum Architecture {
        VGG13,
        VGG13_BATCH_NORM,
        RESNET50,
        MOBILENETV2;

        Network network() {
            return switch (this) {
                case VGG13, VGG13_BATCH_NORM ->
                    new Vgg(new VggConfig(13, this == VGG13_BATCH_NORM, 1.0 / 8, INPUT, 3, CLASSES, 0));
                // Blocks that begin as the identity keep rounding errors from growing with depth.
                case RESNET50 ->
                    new ResNet(ResNetConfig.of(50, CLASSES)
                            .withWidth(1.0 / 8)
                            .withInput(INPUT)
                            .withZeroLastScale(true));
                // Narrow: libtorch goes through the groups of a depthwise convolution in f64 one by one.
                case MOBILENETV2 ->
                    new MobileNetV2(MobileNetV2Config.of(CLASSES)
                            .withWidth(0.1)
                            .withInput(INPUT)
                            .withDropout(0));
            };
        }

        TorchNetwork torch(Map<String, Weight> weights) {
            ScalarType type = ScalarType.Double;
            return switch (this) {
                case VGG13, VGG13_BATCH_NORM ->
                    new TorchVgg(13, this == VGG13_BATCH_NORM, weights, type, Layout.NCHW, SGD);
                case RESNET50 -> new TorchResNet(weights, type, Layout.NCHW, SGD);
                case MOBILENETV2 -> new TorchMobileNetV2(weights, type, Layout.NCHW, SGD);
            };
        }
    }

    private final SplittableRandom random = new SplittableRandom(11);

    @ParameterizedTest
    @CsvSource({
        "VGG13, F64, 1e-8",
        "VGG13_BATCH_NORM, F64, 1e-7",
        "RESNET50, F64, 1e-7",
        "MOBILENETV2, F64, 1e-7",
        "VGG13, F32, 2e-3",
        "VGG13_BATCH_NORM, F32, 5e-3",
        "RESNET50, F32, 5e-3"
    })
    void tenStepsAgree(Architecture architecture, DType type, double tolerance) {
        Network network = architecture.network();
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
                TorchNetwork torch = architecture.torch(weights)) {
            weights.forEach((name, w) -> variables.get(name).set(w.values()));
            step.input("learning_rate").set(SGD.learningRate());
            for (int t = 0; t < STEPS; t++) {
                float[] pixels = pixels();
                int[] classes = random.ints(BATCH, 0, CLASSES).toArray();
                step.input("images").set(pixels);
                step.input("labels").set(classes);
                step.run();
                TorchNetwork.Step expected = libtorchStep(torch, pixels, classes);
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

    private static TorchNetwork.Step libtorchStep(TorchNetwork torch, float[] pixels, int[] classes) {
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
