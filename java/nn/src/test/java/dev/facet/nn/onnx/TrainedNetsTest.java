package dev.facet.nn.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.Device;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.nn.Mode;
import dev.facet.nn.TrainedNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trained networks that others published: they import, and agree with ONNX Runtime. */
class TrainedNetsTest {
    @ParameterizedTest(name = "{0}, {1} images of {2}x{3}x{4}")
    @CsvSource({
        "faceplugin/fr_feature, 1, 112, 112, 3, nchw",
        "faceplugin/fr_landmark, 1, 64, 64, 1, nchw",
        "faceplugin/fr_gender, 1, 64, 64, 3, nchw",
        "faceplugin/fr_detect, 1, 240, 320, 3, nchw",
        "mtcnn/pnet, 2, 12, 12, 3, nhwc",
        "mtcnn/pnet, 1, 57, 43, 3, nhwc",
        "mtcnn/rnet, 3, 24, 24, 3, nhwc",
        "mtcnn/onet, 2, 48, 48, 3, nhwc"
    })
    void agreeWithOnnxRuntime(String net, long n, long h, long w, long c, String layout) throws Exception {
        Path file = TrainedNets.require(net);
        float[] images = Closeness.random(5, n * h * w * c);
        boolean channelsFirst = layout.equals("nchw");
        OnnxRuntime.Output feed = channelsFirst
                ? new OnnxRuntime.Output(TrainedNets.channelsFirst(images, n, h, w, c), new long[] {n, c, h, w})
                : new OnnxRuntime.Output(images, new long[] {n, h, w, c});
        OnnxModel model = OnnxModel.read(file);
        Map<String, OnnxRuntime.Output> expected;
        try (OnnxRuntime runtime = new OnnxRuntime(Files.readAllBytes(file))) {
            expected = runtime.run(Map.of(model.inputs().get(0).name(), feed));
        }
        try (Device device = Device.cpu(1);
                OnnxSession session = OnnxSession.open(model, device)) {
            Map<String, OnnxResult> results = session.run(images, n, h, w, c);
            assertThat(results.keySet()).containsExactlyElementsOf(expected.keySet());
            expected.forEach((name, value) -> {
                OnnxResult result = results.get(name);
                assertThat(LongStream.of(value.dims()).toArray()).hasSize(result.order().length);
                Closeness.assertClose(net + " " + name, result.onnxValues(), value.values(), 1e-4);
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "faceplugin/fr_feature, 1, 112, 112, 3",
        "faceplugin/fr_landmark, 1, 64, 64, 1",
        "faceplugin/fr_gender, 1, 64, 64, 3",
        "faceplugin/fr_detect, 1, 240, 320, 3",
        "mtcnn/pnet, 2, 17, 14, 3",
        "mtcnn/rnet, 2, 24, 24, 3",
        "mtcnn/onet, 1, 48, 48, 3"
    })
    void inputGradientsAgreeWithFiniteDifferences(String net, long n, long h, long w, long c) {
        OnnxModel model = OnnxModel.read(TrainedNets.require(net));
        try (Device device = Device.cpu(1)) {
            InputGradients.assertExact(device, model, n, h, w, c);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "faceplugin/fr_feature, 112, 112, 3",
        "faceplugin/fr_landmark, 64, 64, 1",
        "faceplugin/fr_gender, 64, 64, 3",
        "faceplugin/fr_detect, 240, 320, 3",
        "mtcnn/pnet, 30, 40, 3",
        "mtcnn/rnet, 24, 24, 3",
        "mtcnn/onet, 48, 48, 3"
    })
    void noActivationIsTransposed(String net, long h, long w, long c) {
        OnnxModel model = OnnxModel.read(TrainedNets.require(net));
        Graph graph = new Graph();
        Node images = graph.input("images", 2, h, w, c);
        OnnxWeights.build(model, graph, Map.of(model.inputs().get(0).name(), images), Mode.INFERENCE, null);
        assertThat(graph.applications())
                .extracting(application -> application.op().code().opName())
                .doesNotContain("transpose");
    }

    @Test
    void embeddingsAreThoseOfTheWholeNetwork() {
        OnnxNetwork network = OnnxNetwork.read(TrainedNets.require("faceplugin/fr_feature"));
        assertThat(network.embeddingSize()).isEqualTo(512);
        assertThat(network.inputSize()).isEqualTo(112);
        assertThat(network.lastConvolution()).isEqualTo("659");
        assertThat(network.postRelu("659")).isEqualTo("507");
        assertThat(network.layers()).hasSize(96).endsWith("662", "665", "output");
        float[] images = Closeness.random(5, 3 * 112 * 112 * 3);
        try (Device device = Device.cpu(1);
                TrainedNetwork faces = network.trained(device);
                OnnxSession session = OnnxSession.open(network.model(), device)) {
            float[][] embeddings = faces.embed(images);
            float[] one = session.run(Arrays.copyOf(images, images.length / 3), 1, 112, 112, 3)
                    .get("output")
                    .values();
            Closeness.assertClose("first face", embeddings[0], one, 1e-4);
            assertThat(embeddings).hasDimensions(3, 512);
        }
    }
}
