package dev.facet.nn.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.engine.Conv2d;
import dev.facet.engine.DType;
import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.Pool2d;
import dev.facet.engine.Shape;
import dev.facet.engine.Variables;
import dev.facet.nn.Initialization;
import dev.facet.nn.MobileNetV2;
import dev.facet.nn.MobileNetV2Config;
import dev.facet.nn.Network;
import dev.facet.nn.ResNet;
import dev.facet.nn.ResNetConfig;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.VariableSpec;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import dev.facet.nn.heads.Head;
import dev.facet.nn.heads.NormFace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks of ours written as ONNX: ONNX Runtime computes the same, and so do we after reading them back. */
class OnnxExportTest {
    private static final int BATCH = OnnxExport.images();

    @AutoClose
    private static final Device device = Device.cpu(1);

    @TempDir
    Path folder;

    static Stream<Arguments> networks() {
        return Stream.of(
                Arguments.of("VGG11", new Vgg(new VggConfig(11, false, 1 / 16.0, 64, 3, 4, 0.5))),
                Arguments.of("VGG13 with batch norm", new Vgg(new VggConfig(13, true, 1 / 16.0, 64, 3, 4, 0.5))),
                Arguments.of(
                        "ResNet18",
                        new ResNet(ResNetConfig.of(18, 5).withWidth(0.125).withInput(70))),
                Arguments.of(
                        "ResNet50, NormFace",
                        new ResNet(ResNetConfig.of(50, 5)
                                .withWidth(0.125)
                                .withInput(64)
                                .withHead(Head.of(new NormFace(16)).withEmbedding(12)))),
                Arguments.of(
                        "MobileNetV2",
                        new MobileNetV2(MobileNetV2Config.of(5).withWidth(0.25).withInput(64))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void networksAgreeWithOnnxRuntimeAndWithThemselves(String name, Network network) throws Exception {
        Path file = folder.resolve("network.onnx");
        int size = network.inputSize();
        float[] images = Closeness.random(3, 3L * size * size * 3);
        try (TrainedNetwork trained = randomised(network)) {
            OnnxExport.write(trained, file);
            float[] embeddings = joined(trained.embed(images));
            float[] logits = joined(trained.logits(images));
            OnnxModel model = OnnxModel.read(file);
            assertThat(model.opset()).isEqualTo(17);
            assertThat(model.operators()).doesNotContainKey("Transpose");
            assertThat(model.inputs().get(0).dims()).containsExactly("N", "3", "" + size, "" + size);

            Map<String, OnnxRuntime.Output> outputs;
            try (OnnxRuntime runtime = new OnnxRuntime(Files.readAllBytes(file))) {
                outputs = runtime.run(Map.of(
                        "images",
                        new OnnxRuntime.Output(
                                TrainedNets.channelsFirst(images, 3, size, size, 3), new long[] {3, 3, size, size})));
            }
            List<String> names =
                    model.outputs().stream().map(OnnxTensorInfo::name).toList();
            Closeness.assertClose("embedding", outputs.get(names.get(0)).values(), embeddings, 1e-4);
            Closeness.assertClose(
                    "logits", outputs.get(names.get(names.size() - 1)).values(), logits, 1e-4);

            OnnxNetwork again = OnnxNetwork.of(model).withLogits(names.get(names.size() - 1));
            try (TrainedNetwork reread = again.trained(device)) {
                Closeness.assertClose("embedding, read again", joined(reread.embed(images)), embeddings, 1e-4);
                Closeness.assertClose("logits, read again", joined(reread.logits(images)), logits, 1e-4);
            }
            assertThat(again.layers()).contains(network.layers().get(0), network.lastConvolution());
        }
    }

    /** Random weights, and statistics as after some training. */
    private static TrainedNetwork randomised(Network network) {
        return TrainedNetwork.create(network, device, variables -> {
            Initialization.apply(network, variables, 5);
            long seed = 1;
            for (VariableSpec spec : network.variables()) {
                if (spec.role() == VariableSpec.Role.WEIGHT) {
                    continue;
                }
                float[] values = Closeness.random(seed++, spec.shape().count());
                boolean scale = spec.role() != VariableSpec.Role.BIAS && spec.role() != VariableSpec.Role.RUNNING_MEAN;
                for (int i = 0; i < values.length; i++) {
                    values[i] = scale ? 1 + values[i] / 2 : values[i] / 4;
                }
                variables.get(spec.name()).set(values);
            }
        });
    }

    private static float[] joined(float[][] rows) {
        float[] all = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * rows[0].length, rows[0].length);
        }
        return all;
    }

    @Test
    void everyOpAgrees() throws Exception {
        Graph g = new Graph();
        Node x = g.input("x", BATCH, 6, 5, 4);
        Node w = g.parameter("w", 4, 3, 3, 2);
        Node y = g.conv2d(x, w, g.parameter("b", 4), Conv2d.same(3).groups(2));
        y = g.add(g.leakyRelu(y, 0.2), g.hardSwish(g.scale(x, 3)));
        y = g.prelu(y, g.parameter("slope", 4));
        y = g.biasAdd(g.mul(y, g.parameter("factor", 4)), g.parameter("bias", 4));
        y = g.add(y, g.mul(g.sigmoid(g.mean(y, 1, 2)), g.parameter("gate", 1, 1, 1, 4)));
        y = g.concat(3, y, g.slice(y, new long[] {0, 0, 0, 1}, new long[] {BATCH, 6, 5, 2}));
        y = g.pad(y, new long[] {0, 1, 0, 0}, new long[] {0, 0, 2, 0}, 0);
        y = g.avgPool2d(y, Pool2d.of(3).stride(2).pad(1), true);
        y = g.add(g.resizeBilinear(y, 7, 5), g.fill(0.25, 6));
        y = g.softmax(y);
        y = g.sub(g.tanh(y), g.clip(g.affine(y, 2, -0.5), 0, Double.POSITIVE_INFINITY));
        y = g.l2Normalize(y, 1e-6);
        Node maps = g.named("maps", g.abs(y));
        Node moved = g.transpose(maps, 0, 3, 1, 2);
        Node flat = g.reshape(moved, BATCH, 6 * 35);
        Node linear = g.linear(flat, g.parameter("fc.weight", 3, 6 * 35), g.parameter("fc.bias", 3));
        Node rows = g.reshape(maps, BATCH, 35 * 6);
        Node other = g.linear(g.sqrt(g.exp(rows)), g.parameter("fc2.weight", 3, 35 * 6), null);
        Node sum = g.add(linear, g.reciprocal(g.affine(g.square(other), 1, 1)));
        Node out = g.named("out", g.div(g.pow(g.hardSigmoid(sum, 0.2, 0.5), 1.5), g.affine(g.log(g.exp(sum)), 0, 2)));
        assertSame(g, x, List.of(maps, out));
    }

    /** 1 / 41 and 2 / 82 as floats times the size are below a whole pixel. */
    @Test
    void resizedSizesAreExact() throws Exception {
        Graph g = new Graph();
        Node x = g.input("x", BATCH, 41, 82, 2);
        Node y = g.named("y", g.resizeBilinear(x, 1, 2));
        assertSame(g, x, List.of(y));
        for (int from : new int[] {41, 47, 55, 61, 82, 107}) {
            Graph one = new Graph();
            Node image = one.input("x", BATCH, from, 1, 1);
            List<Node> outputs = new ArrayList<>();
            for (int to = 1; to <= from; to++) {
                outputs.add(one.named("y" + to, one.resizeBilinear(image, to, 1)));
            }
            Path file = folder.resolve("sizes.onnx");
            OnnxExport.write("sizes", one, outputs, null, file);
            OnnxModel model = OnnxModel.read(file);
            try (OnnxSession session = OnnxSession.open(model, device)) {
                Map<String, OnnxResult> results = session.run(new float[from], 1, from, 1, 1);
                for (int to = 1; to <= from; to++) {
                    assertThat(results.get("y" + to).shape()).isEqualTo(Shape.of(1, to, 1, 1));
                }
            }
        }
    }

    @Test
    void transposedWeightsServeALinearLayer() throws Exception {
        Graph g = new Graph();
        Node x = g.input("x", BATCH, 3, 2, 4);
        Node rows = g.reshape(x, BATCH, 24);
        Node y = g.named("y", g.linear(rows, g.transpose(g.parameter("w", 24, 5), 1, 0), null));
        assertSame(g, x, List.of(y));
    }

    /** The note says what the written network takes, and must not be made up. */
    @Test
    void onlyNetworksOfFacetsImagesSaySo() {
        OnnxNetwork plain = OnnxNetwork.of(TestModel.opset(13)
                .input("x", 1, 3, 8, 8)
                .weights("w", 1, 4, 3, 3, 3)
                .node("Conv", "x,w", "y")
                .output("y")
                .model());
        Path file = folder.resolve("again.onnx");
        try (TrainedNetwork trained = plain.trained(device)) {
            OnnxExport.write(trained, file);
        }
        assertThat(OnnxModel.read(file).metadata()).doesNotContainKey(OnnxExport.PIXELS);
        assertThat(KnownModels.scaling(OnnxModel.read(file))).isEmpty();
        try (TrainedNetwork trained =
                plain.withScaling(PixelScaling.rgb(127, 64)).trained(device)) {
            OnnxExport.write(trained, file);
        }
        assertThat(KnownModels.scaling(OnnxModel.read(file))).contains(PixelScaling.FACET);
    }

    private void assertSame(Graph graph, Node input, List<Node> outputs) throws Exception {
        Path file = folder.resolve("graph.onnx");
        float[] values = Closeness.random(8, input.shape().count());
        try (Variables variables = Variables.allocate(device, graph)) {
            long seed = 40;
            for (String name : variables.names()) {
                variables
                        .get(name)
                        .set(Closeness.random(
                                seed++, variables.get(name).shape().count()));
            }
            OnnxExport.write("test", graph, outputs, variables, file);
            try (Executable executable = Executable.compile(device, Plan.of(graph, outputs), variables);
                    OnnxRuntime runtime = new OnnxRuntime(Files.readAllBytes(file))) {
                executable.input(input.name()).set(values);
                executable.run();
                Shape s = input.shape();
                Map<String, OnnxRuntime.Output> theirs = runtime.run(Map.of(
                        input.name(),
                        new OnnxRuntime.Output(
                                TrainedNets.channelsFirst(values, s.dim(0), s.dim(1), s.dim(2), s.dim(3)),
                                new long[] {s.dim(0), s.dim(3), s.dim(1), s.dim(2)})));
                for (Node output : outputs) {
                    float[] ours = executable.output(output).toFloats();
                    Shape shape = output.shape();
                    float[] expected = shape.rank() == 4
                            ? TrainedNets.channelsFirst(ours, shape.dim(0), shape.dim(1), shape.dim(2), shape.dim(3))
                            : ours;
                    Closeness.assertClose(
                            output.name(), theirs.get(output.name()).values(), expected, 1e-4);
                }
            }
        }
    }

    @Test
    void anOpWithoutCounterpartIsNamed() {
        Graph graph = new Graph();
        Node logits = graph.input("logits", 4, 3);
        Node labels = graph.input("labels", DType.I32, 4);
        Node loss = graph.named("loss", graph.softmaxCrossEntropy(logits, labels, 0));
        assertThatThrownBy(() -> OnnxExport.write("test", graph, List.of(loss), null, folder.resolve("x.onnx")))
                .isInstanceOf(UnsupportedOnnxException.class)
                .hasMessageContaining("labels");
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Network network = new Vgg(new VggConfig(11, false, 1 / 64.0, 32, 3, 2, 0));
        try (TrainedNetwork trained = randomised(network)) {
            assertThatThrownBy(() -> OnnxExport.write(trained, file.resolve("below/network.onnx")))
                    .isInstanceOf(OnnxException.class)
                    .hasMessageContaining("network.onnx");
        }
    }
}
