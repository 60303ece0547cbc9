package dev.facet.nn.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.DType;
import dev.facet.engine.Device;
import dev.facet.engine.Edits;
import dev.facet.engine.Executable;
import dev.facet.engine.Gradients;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.Shape;
import dev.facet.engine.Variables;
import dev.facet.nn.Mode;
import dev.facet.nn.Outputs;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.VariableSpec;
import dev.facet.nn.checkpoint.Checkpoint;
import dev.facet.nn.checkpoint.CheckpointInfo;
import dev.facet.nn.checkpoint.DataDescription;
import dev.facet.nn.onnx.PixelScaling.Channels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An imported network is a network like any other: embedded, tapped, edited, differentiated, trained, kept. */
class OnnxNetworkTest {
    @AutoClose
    private static final Device device = Device.cpu(1);

    @TempDir
    Path folder;

    /** A small face network as PyTorch exports it: convolutions, PReLU, a skip connection, a linear layer on C·H·W. */
    private static TestModel small() {
        return TestModel.opset(13)
                .input("input", 1, 3, 8, 8)
                .weights("conv1.weight", 1, 6, 3, 3, 3)
                .weights("conv1.bias", 2, 6)
                .weights("slope", 3, 6, 1, 1)
                .weights("conv2.weight", 4, 6, 6, 3, 3)
                .weights("bn.weight", 5, 6)
                .weights("bn.bias", 6, 6)
                .weights("bn.mean", 7, 6)
                .floats("bn.var", new long[] {6}, 1, 2, 1, 0.5f, 1, 3)
                .weights("fc.weight", 8, 5, 96)
                .weights("fc.bias", 9, 5)
                .node("Conv", "input,conv1.weight,conv1.bias", "c1", "pads", new long[] {1, 1, 1, 1})
                .node("PRelu", "c1,slope", "p1")
                .node("Conv", "p1,conv2.weight", "c2", "pads", new long[] {1, 1, 1, 1})
                .node("BatchNormalization", "c2,bn.weight,bn.bias,bn.mean,bn.var", "b2")
                .node("Add", "b2,p1", "s2")
                .node("Relu", "s2", "r2")
                .node("MaxPool", "r2", "m2", "kernel_shape", new long[] {2, 2}, "strides", new long[] {2, 2})
                .node("Flatten", "m2", "flat")
                .node("Gemm", "flat,fc.weight,fc.bias", "output", "transB", 1)
                .output("output");
    }

    @Test
    void tellsWhatItIs() {
        OnnxNetwork network = OnnxNetwork.of(small().model());
        assertThat(network.inputSize()).isEqualTo(8);
        assertThat(network.channels()).isEqualTo(3);
        assertThat(network.embeddingSize()).isEqualTo(5);
        assertThat(network.layers()).containsExactly("c1", "p1", "c2", "b2", "s2", "r2", "m2", "flat", "output");
        assertThat(network.lastConvolution()).isEqualTo("c2");
        assertThat(network.preRelu("c2")).isEqualTo("s2");
        assertThat(network.postRelu("c2")).isEqualTo("r2");
        assertThat(network.postRelu("c1")).isEqualTo("p1");
        assertThat(network.variables())
                .extracting(VariableSpec::name)
                .containsExactly(
                        "conv1.weight",
                        "conv1.bias",
                        "slope",
                        "conv2.weight",
                        "bn.weight",
                        "bn.bias",
                        "bn.mean",
                        "bn.var",
                        "fc.weight",
                        "fc.bias");
        assertThat(network.variables().get(0).shape()).isEqualTo(Shape.of(6, 3, 3, 3));
        assertThat(network.variables().get(7).role()).isEqualTo(VariableSpec.Role.RUNNING_VARIANCE);
        assertThat(network.model().nodes()).hasSize(9);
        assertThat(network.model().inputs().get(0).dims()).containsExactly("1", "3", "8", "8");
    }

    @Test
    void movesWeightsInsteadOfActivations() {
        Graph graph = new Graph();
        OnnxNetwork.of(small().model()).build(graph, graph.input("images", 2, 8, 8, 3), Mode.INFERENCE, null);
        assertThat(graph.applications())
                .noneMatch(application -> application.op().code().opName().equals("transpose"));
    }

    @Test
    void embedsAnyNumberOfImages() {
        float[] images = Closeness.random(11, 3 * 8 * 8 * 3);
        OnnxNetwork network = OnnxNetwork.of(small().model());
        try (TrainedNetwork faces = network.trained(device);
                OnnxSession session = OnnxSession.open(network.model(), device)) {
            float[][] together = faces.embed(images);
            assertThat(together).hasDimensions(3, 5);
            float[] alone = session.run(images, 3, 8, 8, 3).get("output").values();
            assertThat(together[2][4]).isEqualTo(alone[14], within(1e-5f));
            Map<String, float[]> taps = faces.activations(images, List.of("c1", "flat", "output"));
            assertThat(taps.get("c1")).hasSize(3 * 8 * 8 * 6);
            assertThat(taps.get("output")).containsExactly(alone, within(1e-5f));
        }
    }

    @Test
    void editsChangeWhatFollows() {
        Graph graph = new Graph();
        OnnxNetwork network = OnnxNetwork.of(small().model());
        network.build(graph, graph.input("images", 1, 8, 8, 3), Mode.INFERENCE, null);
        Graph ablated = Edits.replace(graph, Map.of("flat", x -> x.graph().scale(x, 0)));
        try (Variables variables = Variables.allocate(device, graph)) {
            network.load(variables);
            try (Executable executable =
                    Executable.compile(device, Plan.of(ablated, List.of(ablated.node("output"))), variables)) {
                executable.input("images").set(Closeness.random(3, 192));
                executable.run();
                assertThat(executable.output("output").toFloats())
                        .containsExactly(variables.get("fc.bias").toFloats(), within(1e-6f));
            }
        }
    }

    @Test
    void inputGradientsAgreeWithFiniteDifferences() {
        InputGradients.assertExact(device, OnnxNetwork.of(small().model()).model(), 2, 8, 8, 3);
    }

    @Test
    void trains() {
        Graph graph = new Graph();
        OnnxNetwork network = OnnxNetwork.of(small().model());
        Node images = graph.input("images", 4, 8, 8, 3);
        Node labels = graph.input("labels", DType.I32, 4);
        Node rate = graph.input("rate", 1);
        Outputs ends = network.build(graph, images, Mode.TRAINING, null);
        Node loss = graph.named("loss", graph.softmaxCrossEntropy(ends.logits(), labels, 0));
        List<Node> parameters = graph.nodes().stream()
                .filter(node -> node.kind() == Node.Kind.PARAMETER)
                .toList();
        Gradients gradients = Gradients.of(graph, loss, parameters);
        for (Node parameter : parameters) {
            Node velocity = graph.state(
                    "velocity." + parameter.name(), parameter.shape().toArray());
            graph.sgdUpdate(parameter, gradients.of(parameter), velocity, rate, 0.9, 0, false);
        }
        try (Variables variables = Variables.allocate(device, graph)) {
            network.load(variables);
            try (Executable step = Executable.compile(device, Plan.of(graph, List.of(loss)), variables)) {
                step.input("images").set(Closeness.random(1, 4 * 192));
                step.input("labels").set(0, 1, 2, 3);
                step.input("rate").set(0.01f);
                step.run();
                float first = step.output(loss).item();
                for (int i = 0; i < 30; i++) {
                    step.run();
                }
                assertThat(step.output(loss).item()).isLessThan(first / 4);
            }
        }
    }

    @Test
    void checkpointsKeepStructureAndWeights() {
        Path file = folder.resolve("imported.safetensors");
        OnnxNetwork network = OnnxNetwork.of(small().model()).withScaling(PixelScaling.rgb(127, 64));
        float[] images = Closeness.random(2, 2 * 192);
        float[][] embeddings;
        try (TrainedNetwork faces = network.trained(device)) {
            embeddings = faces.embed(images);
            Checkpoint.save(file, CheckpointInfo.of(network, DataDescription.UNKNOWN), faces.variables());
        }
        try (TrainedNetwork again = Checkpoint.load(file, device)) {
            assertThat(again.network().config()).isEqualTo(network.config());
            assertThat(again.embed(images)).isDeepEqualTo(embeddings);
        }
    }

    @Test
    void scalingTurnsImagesIntoWhatTheModelWants() {
        OnnxNetwork plain = OnnxNetwork.of(small().model());
        float[] pixels = Closeness.random(6, 192);
        float[] ours = new float[192];
        float[] theirs = new float[192];
        double[] mean = {103.5, 116.25, 123.75};
        double[] deviation = {57, 58, 59};
        for (int i = 0; i < 192; i++) {
            double v = 127.5 + 127.5 * pixels[i];
            ours[i] = (float) ((v - 127.5) / 128);
            int reversed = i / 3 * 3 + 2 - i % 3;
            theirs[reversed] = (float) ((v - mean[2 - i % 3]) / deviation[2 - i % 3]);
        }
        PixelScaling scaling =
                new PixelScaling(Channels.BGR, List.of(103.5, 116.25, 123.75), List.of(57.0, 58.0, 59.0));
        try (TrainedNetwork expected = plain.trained(device);
                TrainedNetwork scaled = plain.withScaling(scaling).trained(device)) {
            assertThat(scaled.embed(ours)[0]).containsExactly(expected.embed(theirs)[0], within(1e-3f));
        }
        assertThatThrownBy(() -> plain.withScaling(scaling.with(Channels.GREY)))
                .hasMessageContaining("3")
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void embeddingAndLogitsCanBeChosen() {
        OnnxNetwork network = OnnxNetwork.of(small().model()).withEmbedding("flat");
        assertThat(network.embeddingSize()).isEqualTo(96);
        assertThat(network.classes()).isEqualTo(5);
        assertThatThrownBy(() -> network.withLogits("nowhere")).hasMessageContaining("no value 'nowhere'");
    }

    @Test
    void modelsOfOpenSizeTakeAny() {
        TestModel model = TestModel.opset(12)
                .input("x", -1, 3, -1, -1)
                .weights("w", 1, 4, 3, 3, 3)
                .node("Conv", "x,w", "c")
                .node("GlobalAveragePool", "c", "p")
                .node("Flatten", "p", "y")
                .output("y");
        OnnxNetwork network = OnnxNetwork.of(model.model());
        assertThat(network.inputSize()).isEqualTo(112);
        assertThat(network.withSize(24).inputSize()).isEqualTo(24);
        try (OnnxSession session = OnnxSession.open(model.model(), device)) {
            assertThat(session.run(new float[2 * 9 * 7 * 3], 2, 9, 7, 3)
                            .get("y")
                            .shape())
                    .isEqualTo(Shape.of(2, 4));
            assertThat(session.run(new float[5 * 8 * 3], 1, 5, 8, 3).get("y").shape())
                    .isEqualTo(Shape.of(1, 4));
        }
    }

    /** The first size of a constant is no number of images, even where the numbers agree. */
    @Test
    void constantsAreNotReshapedToTheNumberOfImages() {
        OnnxModel model = TestModel.opset(13)
                .input("x", 1, 4, 2, 2)
                .weights("scale", 3, 4)
                .integers("shape", 1, -1, 1, 1)
                .node("Reshape", "scale,shape", "factors")
                .node("Mul", "x,factors", "y")
                .output("y")
                .model();
        float[] images = Closeness.random(1, 4 * 16);
        try (OnnxSession session = OnnxSession.open(model, device)) {
            float[] together = session.run(images, 4, 4, 2, 2).get("y").values();
            for (int i = 0; i < 4; i++) {
                float[] image = Arrays.copyOfRange(images, 16 * i, 16 * (i + 1));
                assertThat(Arrays.copyOfRange(together, 16 * i, 16 * (i + 1)))
                        .isEqualTo(session.run(image, 1, 4, 2, 2).get("y").values());
            }
        }
    }

    @Test
    void anInputMayBeAnOutput() {
        OnnxModel model = TestModel.opset(13)
                .input("x", 1, 4, 4, 3)
                .node("Identity", "x", "same")
                .output("same")
                .model();
        OnnxNetwork network = OnnxNetwork.of(model);
        assertThat(network.layers()).containsExactly("same");
        float[] image = Closeness.random(1, 48);
        try (TrainedNetwork trained = network.trained(device)) {
            assertThat(trained.embed(image)[0]).isEqualTo(image);
        }
    }
}
