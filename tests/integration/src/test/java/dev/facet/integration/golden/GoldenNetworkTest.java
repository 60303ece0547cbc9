package dev.facet.integration.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.DType;
import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Gradients;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.PlanOptions;
import dev.facet.engine.Variables;
import dev.facet.nn.Mode;
import dev.facet.nn.Network;
import dev.facet.nn.VariableSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ten SGD steps of small networks against PyTorch's: losses, first logits and gradients, and where the parameters end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GoldenNetworkTest {
    private static final int STEPS = 10;
    private static final int BATCH = 8;
    private static final int INPUT = GoldenNetwork.INPUT;
    /** Gradients below it are compared absolutely: those that a batch norm cancels are nothing but rounding. */
    private static final double SMALLEST = 0.01;

    private static final double LEARNING_RATE = 0.001;
    private static final double MOMENTUM = 0.9;
    private static final double WEIGHT_DECAY = 5e-4;

    private final Map<GoldenNetwork, GoldenFile> files = new EnumMap<>(GoldenNetwork.class);

    @BeforeAll
    void read() throws IOException {
        Map<String, GoldenFile> byName = new HashMap<>();
        for (GoldenNetwork golden : GoldenNetwork.values()) {
            if (!byName.containsKey(golden.file())) {
                byName.put(golden.file(), new GoldenFile(golden.file()));
            }
            files.put(golden, byName.get(golden.file()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "VGG13, F64, 0, 1e-9",
        "VGG13_BATCH_NORM, F64, 0, 1e-8",
        "RESNET50, F64, 0, 1e-8",
        "MOBILENETV2, F64, 0, 1e-8",
        "VGG13, F32, 0, 2e-4",
        "VGG13_BATCH_NORM, F32, 0, 1e-3",
        "RESNET50, F32, 0, 2e-4",
        "MOBILENETV2, F32, 0, 2e-4",
        "VGG13_BATCH_NORM, F64, 1, 1e-8",
        "RESNET50, F64, 1, 1e-8",
        "MOBILENETV2, F64, 1, 1e-8",
        "RESNET50, F32, 1, 2e-4",
        "MOBILENETV2, F32, 1, 2e-4"
    })
    void tenStepsAgree(GoldenNetwork golden, DType type, long sliceBytes, double tolerance) {
        Network network = golden.network();
        Graph graph = new Graph(type);
        Node images = graph.input("images", BATCH, INPUT, INPUT, 3);
        Node labels = graph.input("labels", DType.I32, BATCH);
        Node learningRate = graph.input("learning_rate", 1);
        Node logits = network.build(graph, images, Mode.TRAINING, null).logits();
        Node loss = graph.softmaxCrossEntropy(logits, labels, 0);
        Map<String, Node> gradients = addUpdates(network, graph, loss, learningRate);
        List<Node> outputs = new ArrayList<>(gradients.values());
        outputs.add(loss);
        outputs.add(logits);

        Plan plan = Plan.of(graph, outputs, PlanOptions.defaults().sliceBytes(sliceBytes));
        assertThat(plan.slicedGroups() > 0).isEqualTo(sliceBytes > 0);
        double[] losses = new double[STEPS];
        try (Device device = Device.cpu(2);
                Variables variables = Variables.allocate(device, graph);
                Executable step = Executable.compile(device, plan, variables)) {
            for (VariableSpec spec : network.variables()) {
                variables.get(spec.name()).set(golden.initial(spec));
            }
            step.input("learning_rate").set(LEARNING_RATE);
            for (int t = 0; t < STEPS; t++) {
                step.input("images").set(golden.images(t, BATCH * INPUT * INPUT * 3));
                step.input("labels").set(golden.labels(t, BATCH));
                step.run();
                losses[t] = step.output(loss).toDoubles()[0];
                if (t == 0) {
                    compareAll(golden, "logits", step.output(logits).toDoubles(), tolerance);
                    gradients.forEach((name, node) -> compare(
                            golden, "gradient/" + name, step.output(node).toDoubles(), tolerance));
                    gradients.forEach((name, node) -> compare(
                            golden,
                            "gradient_norm/" + name,
                            new double[] {norm(step.output(node).toDoubles())},
                            tolerance));
                }
            }
            compareAll(golden, "losses", losses, tolerance);
            for (VariableSpec spec : network.variables()) {
                compare(
                        golden,
                        "after/" + spec.name(),
                        variables.get(spec.name()).toDoubles(),
                        tolerance);
            }
        }
    }

    private static Map<String, Node> addUpdates(Network network, Graph graph, Node loss, Node learningRate) {
        List<VariableSpec> trained =
                network.variables().stream().filter(v -> v.role().trained()).toList();
        Gradients all = Gradients.of(
                graph, loss, trained.stream().map(v -> graph.node(v.name())).toList());
        Map<String, Node> gradients = new LinkedHashMap<>();
        for (VariableSpec spec : trained) {
            Node parameter = graph.node(spec.name());
            Node gradient = all.of(parameter);
            Node velocity =
                    graph.state(spec.name() + ".velocity", parameter.shape().toArray());
            double decay = spec.role().decayed() ? WEIGHT_DECAY : 0;
            graph.sgdUpdate(parameter, gradient, velocity, learningRate, MOMENTUM, decay, false);
            gradients.put(spec.name(), gradient);
        }
        return gradients;
    }

    /** Compares the elements that the file keeps. */
    private void compare(GoldenNetwork golden, String name, double[] actual, double tolerance) {
        compareAll(golden, name, golden.sample(actual), tolerance);
    }

    private void compareAll(GoldenNetwork golden, String name, double[] actual, double tolerance) {
        String key = golden.tensor(name);
        double[] expected = files.get(golden).get(key);
        Closeness.check(key, expected, actual, tolerance, Math.max(SMALLEST, Closeness.largest(expected)));
    }

    private static double norm(double[] values) {
        double squares = 0;
        for (double v : values) {
            squares += v * v;
        }
        return Math.sqrt(squares);
    }
}
