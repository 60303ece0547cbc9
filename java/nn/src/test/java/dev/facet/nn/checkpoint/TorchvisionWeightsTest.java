package dev.facet.nn.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.Device;
import dev.facet.engine.Shape;
import dev.facet.engine.Variables;
import dev.facet.engine.testing.CaseValues;
import dev.facet.nn.Initialization;
import dev.facet.nn.MobileNetV2;
import dev.facet.nn.MobileNetV2Config;
import dev.facet.nn.Network;
import dev.facet.nn.ResNet;
import dev.facet.nn.ResNetConfig;
import dev.facet.nn.ScaledNetwork;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import dev.facet.nn.heads.CosFace;
import dev.facet.nn.heads.Head;
import dev.facet.nn.onnx.PixelScaling;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** State dictionaries of torchvision's names become our networks and come out again (tests/golden/README.md). */
class TorchvisionWeightsTest {
    private static final Path GOLDEN = Path.of(System.getProperty("facet.root"), "tests", "golden");

    @AutoClose
    private static final Device device = Device.cpu(2);

    @TempDir
    private Path folder;

    static Stream<Network> networks() {
        Head head = Head.of(CosFace.defaults()).withEmbedding(8);
        return Stream.of(
                new Vgg(VggConfig.of(11, 3).withWidth(1 / 32.0).withInput(64)),
                new Vgg(VggConfig.of(16, 3).withWidth(1 / 32.0).withInput(96).withBatchNorm(true)),
                new ResNet(ResNetConfig.of(18, 3).withWidth(1 / 16.0)),
                new ResNet(ResNetConfig.of(34, 3).withWidth(1 / 16.0).withHead(head)),
                new ResNet(ResNetConfig.of(101, 3).withWidth(1 / 32.0)),
                new MobileNetV2(MobileNetV2Config.of(3).withWidth(0.35)));
    }

    /** From the bytes that PyTorch's tensors have to the logits that PyTorch computes from them. */
    @ParameterizedTest
    @ValueSource(strings = {"resnet50", "vgg11_bn"})
    void answersWhatPyTorchAnswers(String name) {
        Path file = GOLDEN.resolve(name + "_state.safetensors");
        Network network = sized(TorchvisionWeights.recognise(file), 64);
        float[] images = CaseValues.floats("state/" + name + "/images", 2 * 64 * 64 * 3, "signed");
        try (SafetensorsFile golden = SafetensorsFile.open(GOLDEN.resolve("state_logits.safetensors"));
                TrainedNetwork loaded = TrainedNetwork.create(
                        network, device, variables -> TorchvisionWeights.load(file, network, variables))) {
            double[] expected = golden.readDoubles(name);
            float[][] logits = loaded.logits(images);
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) logits[i / 5][i % 5])
                        .isCloseTo(expected[i], within(1e-4 * Math.abs(expected[i]) + 1e-4));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet50", "vgg11_bn"})
    void aFileComesBackByteForByte(String name) throws IOException {
        Path file = GOLDEN.resolve(name + "_state.safetensors");
        Path checkpoint = folder.resolve("ours.safetensors");
        Network network = new ScaledNetwork(sized(TorchvisionWeights.recognise(file), 64), PixelScaling.IMAGENET);
        TorchvisionWeights.toCheckpoint(file, network, checkpoint, device);
        assertThat(Checkpoint.info(checkpoint).network().config()).isEqualTo(network.config());
        Path back = folder.resolve("back.safetensors");
        TorchvisionWeights.fromCheckpoint(checkpoint, back, device);
        assertThat(Files.readAllBytes(back)).isEqualTo(Files.readAllBytes(file));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void whatWeWriteComesBackByteForByte(Network network) throws IOException {
        Path written = folder.resolve("written.safetensors");
        try (TrainedNetwork made = TrainedNetwork.create(network, device, v -> fill(network, v))) {
            TorchvisionWeights.save(written, network, made.variables(), 77);
            try (TrainedNetwork loaded = TrainedNetwork.create(
                    network, device, variables -> TorchvisionWeights.load(written, network, variables))) {
                for (String name : made.variables().names()) {
                    assertThat(loaded.variables().get(name).toFloats())
                            .as(name)
                            .isEqualTo(made.variables().get(name).toFloats());
                }
                Path again = folder.resolve("again.safetensors");
                TorchvisionWeights.save(again, network, loaded.variables(), 77);
                assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(written));
            }
        }
        Path checkpoint = folder.resolve("ours.safetensors");
        TorchvisionWeights.toCheckpoint(written, network, checkpoint, device);
        Path back = folder.resolve("back.safetensors");
        TorchvisionWeights.fromCheckpoint(checkpoint, back, device);
        assertThat(Files.readAllBytes(back)).isEqualTo(Files.readAllBytes(written));
    }

    /** The reference implementation puts 64-bit integers first and sorts each type by name. */
    @Test
    void writesTheReferenceImplementationsForm() throws IOException {
        Network network = new ResNet(ResNetConfig.of(18, 2).withWidth(1 / 64.0));
        Path written = folder.resolve("written.safetensors");
        try (TrainedNetwork made = TrainedNetwork.create(network, device, v -> fill(network, v))) {
            TorchvisionWeights.save(written, network, made.variables(), 3);
        }
        byte[] bytes = Files.readAllBytes(written);
        int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        String header = new String(bytes, 8, length, StandardCharsets.UTF_8);
        assertThat(length % 8).isZero();
        assertThat(header)
                .startsWith(
                        "{\"__metadata__\":{\"format\":\"pt\"},\"bn1.num_batches_tracked\":"
                                + "{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},\"layer1.0.bn1.num_batches_tracked\"")
                .contains(
                        "\"bn1.bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[160,164]},\"bn1.running_mean\"");
        try (SafetensorsFile read = SafetensorsFile.open(written)) {
            assertThat(read.entry("layer2.0.downsample.0.weight").shape()).isEqualTo(Shape.of(2, 1, 1, 1));
            assertThat(read.entry("conv1.weight").shape()).isEqualTo(Shape.of(1, 3, 7, 7));
            assertThat(read.readLongs("bn1.num_batches_tracked")).containsExactly(3);
        }
    }

    @Test
    void vggsTableCountsEveryModule() {
        Network plain = new Vgg(VggConfig.of(16, 1000));
        assertThat(TorchvisionWeights.table(plain))
                .extracting(TorchvisionTensor::name)
                .startsWith("features.0.weight", "features.0.bias", "features.2.weight")
                .contains("features.5.weight", "features.28.bias")
                .endsWith(
                        "classifier.0.weight",
                        "classifier.0.bias",
                        "classifier.3.weight",
                        "classifier.3.bias",
                        "classifier.6.weight",
                        "classifier.6.bias");
        Network normed = new Vgg(VggConfig.of(16, 1000).withBatchNorm(true).withBiasBeforeNorm(true));
        assertThat(TorchvisionWeights.table(normed))
                .extracting(t -> t.variable().name() + " " + t.name())
                .startsWith(
                        "conv1_1.weight features.0.weight",
                        "conv1_1.bias features.0.bias",
                        "bn1_1.weight features.1.weight")
                .contains("conv5_3.weight features.40.weight", "bn5_3.running_var features.41.running_var");
    }

    /** Element [k, c, h, w] there is [k, h, w, c] here. */
    @Test
    void elementsFindTheirPlaces() {
        TorchvisionTensor convolution = TorchvisionWeights.table(new ResNet(ResNetConfig.of(18, 2))).stream()
                .filter(t -> t.name().equals("layer1.0.conv1.weight"))
                .findFirst()
                .orElseThrow();
        int k = 5;
        int c = 17;
        int h = 2;
        int w = 1;
        assertThat(convolution.place(((k * 64 + c) * 3 + h) * 3 + w)).isEqualTo(((k * 3 + h) * 3 + w) * 64 + c);
        TorchvisionTensor linear = TorchvisionWeights.table(new Vgg(VggConfig.of(11, 2))).stream()
                .filter(t -> t.name().equals("classifier.0.weight"))
                .findFirst()
                .orElseThrow();
        assertThat(linear.place(((k * 512 + c) * 7 + h) * 7 + w)).isEqualTo(((k * 7 + h) * 7 + w) * 512 + c);
    }

    static Stream<Network> publishedHeads() {
        return networks().filter(network -> !network.head().objective().angular());
    }

    @ParameterizedTest
    @MethodSource("publishedHeads")
    void recognisesItsOwn(Network network) {
        Path written = folder.resolve("written.safetensors");
        try (TrainedNetwork made = TrainedNetwork.create(network, device, v -> fill(network, v))) {
            TorchvisionWeights.save(written, network, made.variables(), 0);
        }
        Network recognised = TorchvisionWeights.recognise(written);
        assertThat(recognised.architecture()).isEqualTo(network.architecture());
        // Torchvision's VGG has biases before batch norm, and so have the files that are written for it.
        Network expected = network instanceof Vgg vgg && vgg.vggConfig().batchNorm()
                ? new Vgg(vgg.vggConfig().withBiasBeforeNorm(true))
                : network;
        assertThat(recognised.variables()).isEqualTo(expected.variables());
    }

    @Test
    void whatDoesNotFitIsNamed() throws IOException {
        Path file = GOLDEN.resolve("resnet50_state.safetensors");
        Network wider = new ResNet(ResNetConfig.of(50, 5).withWidth(1 / 16.0));
        assertThatThrownBy(() -> TrainedNetwork.create(wider, device, v -> TorchvisionWeights.load(file, wider, v)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("tensor 'conv1.weight' is 2x3x7x7, the network needs 4x3x7x7");
        Network deeper = new ResNet(ResNetConfig.of(101, 5).withWidth(1 / 32.0));
        assertThatThrownBy(() -> TrainedNetwork.create(deeper, device, v -> TorchvisionWeights.load(file, deeper, v)))
                .hasMessageContaining("no tensor 'layer3.6.conv1.weight'");
        Path other = folder.resolve("other.safetensors");
        new SafetensorsWriter().add("x", Shape.of(1), FloatBuffer.allocate(1)).write(other);
        assertThatThrownBy(() -> TorchvisionWeights.recognise(other))
                .hasMessageContaining("not those of torchvision's VGG, ResNet or MobileNetV2; it holds x");
    }

    @Test
    void moreThanTheNetworkHasIsNamed() {
        Network shallow = new ResNet(ResNetConfig.of(50, 5).withWidth(1 / 32.0));
        Network deep = new ResNet(ResNetConfig.of(101, 5).withWidth(1 / 32.0));
        Path file = folder.resolve("deep.safetensors");
        try (TrainedNetwork made = TrainedNetwork.create(deep, device, v -> fill(deep, v))) {
            TorchvisionWeights.save(file, deep, made.variables(), 0);
        }
        assertThatThrownBy(() -> TrainedNetwork.create(shallow, device, v -> TorchvisionWeights.load(file, shallow, v)))
                .hasMessageContaining("tensors that the network does not have: layer3.10.bn1.bias");
    }

    @Test
    void aBackboneServesOtherClasses() {
        Path file = GOLDEN.resolve("resnet50_state.safetensors");
        Network network = sized(TorchvisionWeights.recognise(file), 64);
        Network other = new ResNet(
                ResNetConfig.of(50, 7).withWidth(1 / 32.0).withInput(64).withHead(Head.of(CosFace.defaults())));
        try (TrainedNetwork whole =
                        TrainedNetwork.create(network, device, v -> TorchvisionWeights.load(file, network, v));
                TrainedNetwork begun = TrainedNetwork.create(other, device, v -> {
                    Initialization.apply(other, v, 1);
                    TorchvisionWeights.loadBackbone(file, other, v);
                })) {
            float[] image = CaseValues.floats("state/resnet50/images", 64 * 64 * 3, "signed");
            assertThat(begun.embed(image)).isDeepEqualTo(whole.embed(image));
            assertThat(begun.logits(image)[0]).hasSize(7);
        }
    }

    @Test
    void aBackboneMustBeTheWholeBackbone() {
        Network shallow = new ResNet(ResNetConfig.of(50, 3).withWidth(1 / 32.0));
        Network deep = new ResNet(ResNetConfig.of(101, 5).withWidth(1 / 32.0));
        Path file = folder.resolve("deep.safetensors");
        try (TrainedNetwork made = TrainedNetwork.create(deep, device, v -> fill(deep, v))) {
            TorchvisionWeights.save(file, deep, made.variables(), 0);
        }
        assertThatThrownBy(() ->
                        TrainedNetwork.create(shallow, device, v -> TorchvisionWeights.loadBackbone(file, shallow, v)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("tensors that the network does not have: layer3.10.bn1.bias");
    }

    /** A network without biases before batch norm answers as the one with them whose file it was given. */
    @Test
    void biasesBeforeNormGoIntoTheRunningMeans() throws IOException {
        Path file = GOLDEN.resolve("vgg11_bn_state.safetensors");
        Vgg biased = (Vgg) TorchvisionWeights.recognise(file);
        assertThat(biased.vggConfig().biasBeforeNorm()).isTrue();
        Network plain = new Vgg(biased.vggConfig().withBiasBeforeNorm(false));
        float[] images = CaseValues.floats("state/vgg11_bn/images", 64 * 64 * 3, "signed");
        try (TrainedNetwork expected =
                        TrainedNetwork.create(biased, device, v -> TorchvisionWeights.load(file, biased, v));
                TrainedNetwork folded =
                        TrainedNetwork.create(plain, device, v -> TorchvisionWeights.load(file, plain, v));
                TrainedNetwork backbone = TrainedNetwork.create(plain, device, v -> {
                    Initialization.apply(plain, v, 1);
                    TorchvisionWeights.loadBackbone(file, plain, v);
                })) {
            float[] wanted = expected.embed(images)[0];
            assertThat(folded.embed(images)[0]).containsExactly(wanted, within(1e-4f));
            assertThat(backbone.embed(images)[0]).containsExactly(wanted, within(1e-4f));
            Path written = folder.resolve("written.safetensors");
            TorchvisionWeights.save(written, plain, folded.variables(), 7);
            try (SafetensorsFile theirs = SafetensorsFile.open(file);
                    SafetensorsFile ours = SafetensorsFile.open(written)) {
                assertThat(ours.entries().keySet())
                        .containsExactlyInAnyOrderElementsOf(theirs.entries().keySet());
                assertThat(ours.readFloats("features.0.bias")).containsOnly(0);
            }
        }
        Path checkpoint = folder.resolve("plain.safetensors");
        TorchvisionWeights.toCheckpoint(file, plain, checkpoint, device);
        Path back = folder.resolve("back.safetensors");
        TorchvisionWeights.fromCheckpoint(checkpoint, back, device);
        assertThat(TorchvisionWeights.recognise(back).variables()).isEqualTo(biased.variables());
    }

    @Test
    void normsThatTorchvisionHasNotAreNamed() {
        Network network = new Vgg(VggConfig.of(11, 2).withBatchNorm(true).withLinearNorm(true));
        assertThatThrownBy(() -> TorchvisionWeights.table(network))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("linear_norm");
    }

    /** ImageNet's scaling inside the graph gives what scaling the image outside gives. */
    @Test
    void scalesPixelsInsideTheGraph() {
        Network network = new ResNet(ResNetConfig.of(18, 3).withWidth(1 / 16.0).withInput(32));
        Network scaled = new ScaledNetwork(network, PixelScaling.IMAGENET);
        double[] mean = {0.485, 0.456, 0.406};
        double[] deviation = {0.229, 0.224, 0.225};
        float[] ours = new float[32 * 32 * 3];
        float[] theirs = new float[ours.length];
        for (int i = 0; i < ours.length; i++) {
            int pixel = (i * 37) % 256;
            ours[i] = (pixel - 127.5f) / 128;
            theirs[i] = (float) ((pixel / 255.0 - mean[i % 3]) / deviation[i % 3]);
        }
        try (TrainedNetwork plain = TrainedNetwork.create(network, device, v -> fill(network, v));
                TrainedNetwork wrapped = TrainedNetwork.sharing(scaled, device, plain.variables())) {
            float[] expected = plain.embed(theirs)[0];
            float[] got = wrapped.embed(ours)[0];
            for (int i = 0; i < expected.length; i++) {
                assertThat(got[i]).isCloseTo(expected[i], within(1e-4f * Math.abs(expected[i]) + 1e-5f));
            }
        }
    }

    private static Network sized(Network network, int pixels) {
        return network instanceof ResNet resNet
                ? new ResNet(resNet.resNetConfig().withInput(pixels))
                : network;
    }

    /** Initial weights, and statistics that are not 0 and 1. */
    private static void fill(Network network, Variables variables) {
        Initialization.apply(network, variables, 5);
        for (String name : variables.names()) {
            if (name.contains(".running_") || name.endsWith(".bias")) {
                float[] values = variables.get(name).toFloats();
                for (int i = 0; i < values.length; i++) {
                    values[i] += 0.01f * i;
                }
                variables.get(name).set(values);
            }
        }
    }
}
