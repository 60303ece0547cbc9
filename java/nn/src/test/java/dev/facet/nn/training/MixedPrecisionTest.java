package dev.facet.nn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.Device;
import dev.facet.engine.Plan;
import dev.facet.engine.Precision;
import dev.facet.engine.Recomputation;
import dev.facet.nn.MobileNetV2;
import dev.facet.nn.MobileNetV2Config;
import dev.facet.nn.Network;
import dev.facet.nn.ResNet;
import dev.facet.nn.ResNetConfig;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Training with activations stored as bf16 stays near training in floats: small networks, whose channels are multiples of 8, on
 * the GPU's kernels.
 */
class MixedPrecisionTest {
    private static final int STEPS = 3;

    /**
     * A value that is stored is off by at most 2⁻⁸ of itself, 2⁻⁹ on the average. A network stores some 20 to 40 times on the way to
     * its logits, which by quadrature makes 1 %; batch norm over the 16 values that a channel of these small ResNets has in the end
     * makes up to three times as much of it. 1 % was seen of VGG, 3 % of ResNet.
     */
    private static final double TOLERANCE = 0.05;

    /** With larger steps these few images' losses jump, and no two ways of rounding stay together. */
    private static final double RATE = 1e-3;

    static Stream<Network> networks() {
        return Stream.of(
                new Vgg(new VggConfig(11, false, 1 / 8.0, 32, 3, 4, 0)),
                new Vgg(new VggConfig(11, true, 1 / 8.0, 32, 3, 4, 0.2)),
                new ResNet(ResNetConfig.of(18, 4).withWidth(1 / 8.0).withInput(64)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void staysNearFloats(Network network) {
        List<StepMetrics> floats = train(network, batches(network), RATE, Precision.F32);
        List<StepMetrics> mixed = train(network, batches(network), RATE, Precision.BF16);
        assertNear(mixed, floats, STEPS, TOLERANCE);
    }

    private static PatternBatches batches(Network network) {
        return new PatternBatches(network.inputSize(), 4, 4, STEPS, false);
    }

    /**
     * Ten steps of a MobileNetV2 with a quarter of the channels. Its 53 batch norms, and ReLU6 behind most of them, make much of
     * rounding: at its start even TF32 in nothing but convolutions changes a loss by 2 %, and gradients by half. Hence so small
     * a rate: with larger ones no two ways of rounding stay together. 4 % was seen of bf16. (Bf16TrainingTest learns with blocks
     * of the same kind.)
     */
    @Test
    void mobileNetV2FollowsFloats() {
        Network network = new MobileNetV2(
                MobileNetV2Config.of(4).withWidth(0.25).withInput(32).withDropout(0));
        List<StepMetrics> floats = train(network, new PatternBatches(32, 4, 32, 10, false), 1e-5, Precision.F32);
        List<StepMetrics> mixed = train(network, new PatternBatches(32, 4, 32, 10, false), 1e-5, Precision.BF16);
        assertNear(mixed, floats, 10, 0.1);
    }

    private static void assertNear(List<StepMetrics> mixed, List<StepMetrics> floats, int steps, double tolerance) {
        assertThat(mixed).hasSize(steps);
        for (int i = 0; i < steps; i++) {
            double expected = floats.get(i).crossEntropy();
            assertThat(mixed.get(i).crossEntropy()).as("step %d", i).isCloseTo(expected, within(tolerance * expected));
        }
        assertThat(mixed.get(0).crossEntropy()).isNotEqualTo(floats.get(0).crossEntropy());
    }

    /** With batch norm, and with depthwise convolutions. */
    static Stream<Network> networksWithBatchNorm() {
        MobileNetV2Config sizes = MobileNetV2Config.of(4).withWidth(1 / 4.0).withInput(32);
        return Stream.concat(networks().skip(1), Stream.of(new MobileNetV2(sizes)));
    }

    /** Recomputed activations are rounded to bf16 where the kept ones were. */
    @ParameterizedTest
    @MethodSource("networksWithBatchNorm")
    void activationsComputedAgainChangeNoBit(Network network) {
        Training kept = train(network, batches(network), RATE, Precision.BF16, Recomputation.NONE);
        Training again = train(network, batches(network), RATE, Precision.BF16, Recomputation.LEAST_MEMORY);
        assertThat(kept.repeatedSteps()).isZero();
        assertThat(again.repeatedSteps()).isPositive();
        assertThat(again.activationBytes()).isLessThan(kept.activationBytes());
        assertThat(again.losses()).isEqualTo(kept.losses()).hasSize(STEPS);
        assertThat(again.variables()).usingRecursiveComparison().isEqualTo(kept.variables());
    }

    private record Training(
            List<StepMetrics> steps, Map<String, float[]> variables, int repeatedSteps, long activationBytes) {
        List<Double> losses() {
            return steps.stream().map(StepMetrics::loss).toList();
        }
    }

    private static List<StepMetrics> train(Network network, PatternBatches batches, double rate, Precision precision) {
        return train(network, batches, rate, precision, Recomputation.NONE).steps();
    }

    private static Training train(
            Network network, PatternBatches batches, double rate, Precision precision, Recomputation recomputation) {
        Recorder recorder = new Recorder();
        try (Device device = Device.open("simt", 1, precision);
                Trainer trainer = Trainer.of(
                                network,
                                TrainerTest.config(1).withLearningRate(LearningRate.constant(rate)),
                                batches,
                                device)
                        .recomputation(recomputation)
                        .listener(recorder)
                        .build()) {
            trainer.train();
            return new Training(
                    recorder.steps,
                    TrainerTest.copy(trainer.variables()),
                    trainer.plan().repeatedSteps(),
                    trainer.plan().arenaBytes(Plan.Arena.ACTIVATIONS));
        }
    }
}
