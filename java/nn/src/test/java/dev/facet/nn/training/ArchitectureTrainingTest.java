package dev.facet.nn.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.Device;
import dev.facet.nn.MobileNetV2;
import dev.facet.nn.MobileNetV2Config;
import dev.facet.nn.Network;
import dev.facet.nn.ResNet;
import dev.facet.nn.ResNetConfig;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.checkpoint.Checkpoint;
import dev.facet.nn.ecloss.BetaSchedule;
import dev.facet.nn.ecloss.EcLossConfig;
import dev.facet.nn.ecloss.Tap;
import dev.facet.nn.heads.ArcFace;
import dev.facet.nn.heads.CosFace;
import dev.facet.nn.heads.Head;
import dev.facet.nn.heads.NormFace;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tiny networks of every architecture and head learn to tell gratings apart, with and without ECLoss. */
class ArchitectureTrainingTest {
    private static final int SIDE = 64;
    private static final int CLASSES = 4;

    @AutoClose
    private static final Device device = Device.cpu(2);

    @TempDir
    private Path folder;

    static Stream<Arguments> networksAndHeads() {
        Head margin = Head.of(new ArcFace(16, 0.3)).withEmbedding(32);
        return Stream.of(
                Arguments.of(resNet(18, Head.softmax())),
                Arguments.of(resNet(50, Head.softmax())),
                Arguments.of(resNet(18, margin)),
                Arguments.of(resNet(18, Head.of(new CosFace(16, 0.2)))),
                Arguments.of(mobileNet(Head.softmax())),
                Arguments.of(mobileNet(Head.of(new NormFace(16)))));
    }

    @ParameterizedTest
    @MethodSource("networksAndHeads")
    void learns(Network network) {
        Recorder recorder = new Recorder();
        try (Trainer trainer = Trainer.of(
                        network, TrainerTest.config(16), new PatternBatches(SIDE, CLASSES, 8, 5, true), device)
                .validation(new PatternBatches(SIDE, CLASSES, 8, 5, true))
                .listener(recorder)
                .build()) {
            trainer.train();
        }
        EpochMetrics last = recorder.epochs.get(15);
        assertThat(last.crossEntropy()).isLessThan(0.5 * recorder.epochs.get(0).crossEntropy());
        assertThat(last.accuracy()).isGreaterThan(0.8);
        // Chance is 0.25. The running statistics of some fifty batch norms need 40 of the 80 steps to leave it.
        assertThat(last.validation().orElseThrow().accuracy()).isGreaterThan(0.8);
    }

    /** Also at a layer that feeds a skip connection and so has several readers, and at a projection without a ReLU. */
    @ParameterizedTest
    @CsvSource({
        "resnet, '', PRE_RELU",
        "resnet, '', POST_RELU",
        "resnet, layer2.0.conv3, POST_RELU",
        "resnet, layer1.0.downsample.0, PRE_RELU",
        "mobilenetv2, '', PRE_RELU",
        "mobilenetv2, features.5.conv.2, POST_RELU",
        "mobilenetv2, features.4.conv.1.0, POST_RELU"
    })
    void ecLossFindsItsMaps(String architecture, String layer, Tap tap) {
        Network network = architecture.equals("resnet") ? resNet(50, Head.softmax()) : mobileNet(Head.softmax());
        EcLossConfig ecLoss = EcLossConfig.defaults().withLayer(layer).withTap(tap);
        TrainingConfig config = TrainerTest.config(2).withEcLoss(ecLoss, BetaSchedule.defaults());
        Recorder recorder = new Recorder();
        try (Trainer trainer = Trainer.of(network, config, new PatternBatches(SIDE, CLASSES, 8, 3, true), device)
                .listener(recorder)
                .build()) {
            trainer.train();
        }
        assertThat(recorder.steps).hasSize(6).allSatisfy(step -> {
            assertThat(step.ecLoss()).isNegative();
            assertThat(step.identityNorm()).isPositive();
            assertThat(step.mutualInformationNorm()).isPositive();
        });
    }

    @Test
    void resumesToTheSameBits() {
        Network network = new MobileNetV2(new MobileNetV2Config(
                0.25, 32, 3, CLASSES, 0.3, Head.of(new ArcFace(16, 0.3)).withEmbedding(16)));
        Map<String, float[]> expected;
        try (Trainer trainer =
                Trainer.of(network, TrainerTest.config(2), source(), device).build()) {
            trainer.train();
            expected = TrainerTest.copy(trainer.variables());
        }
        Path file = folder.resolve("half.safetensors");
        StopAfter stop = new StopAfter(4);
        try (Trainer trainer = Trainer.of(network, TrainerTest.config(2), source(), device)
                .listener(stop)
                .checkpoints(CheckpointPolicy.everyEpoch(file))
                .build()) {
            stop.trainer = trainer;
            assertThat(trainer.train().steps()).isEqualTo(4);
        }
        try (Trainer trainer = Trainer.resuming(file, source(), device).build()) {
            trainer.train();
            assertThat(TrainerTest.copy(trainer.variables()))
                    .usingRecursiveComparison()
                    .isEqualTo(expected);
        }
        try (TrainedNetwork loaded = Checkpoint.load(file, device)) {
            assertThat(loaded.network().config()).isEqualTo(network.config());
            float[][] unit = loaded.unitEmbeddings(new float[2 * 32 * 32 * 3]);
            for (float[] row : unit) {
                double square = 0;
                for (float v : row) {
                    square += v * v;
                }
                assertThat(square).isBetween(0.999, 1.001);
            }
        }
    }

    private static BatchSource source() {
        return new PatternBatches(32, CLASSES, 8, 3, false);
    }

    private static Network resNet(int depth, Head head) {
        return new ResNet(ResNetConfig.of(depth, CLASSES)
                .withWidth(0.125)
                .withInput(SIDE)
                .withZeroLastScale(depth == 50)
                .withHead(head));
    }

    private static Network mobileNet(Head head) {
        return new MobileNetV2(MobileNetV2Config.of(CLASSES)
                .withWidth(0.25)
                .withInput(SIDE)
                .withDropout(0)
                .withHead(head));
    }
}
