package dev.facet.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.DType;
import dev.facet.engine.Plan;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the training steps of the published networks keep as floats where activations are stored as bf16, and why. */
class MixedPrecisionPlanTest {
    /** As the first axis of nothing but activations. */
    private static final int BATCH = 7;

    /** Of parameters and channels, in whose precision training is stable: weights, biases, means and variances. */
    private static final Set<String> MAKERS_OF_GRADIENTS_AND_STATISTICS =
            Set.of("conv2d_grad_weights", "matmul", "reduce", "batch_norm_train", "batch_norm_train_grad");

    private static final List<String> LOSS = List.of(
            "matmul 7x1000", // logits
            "softmax_xent 7x1000", // probabilities
            "softmax_xent_grad 7x1000");

    /** The loss; and the means over the last maps' pixels, sums that are made in double, with their gradients. */
    private static final Map<String, List<String>> FLOATS = Map.of(
            "VGG16", LOSS,
            "ResNet50", withMeans("2048"),
            "MobileNetV2", withMeans("1280"));

    private static List<String> withMeans(String channels) {
        return List.of("reduce 7x1x1x" + channels, LOSS.get(0), LOSS.get(1), LOSS.get(2), "matmul 7x" + channels);
    }

    @ParameterizedTest
    @ValueSource(strings = {"VGG16", "ResNet50", "MobileNetV2"})
    void activationsAreBf16ButForTheLossAndMeans(String name) {
        Plan floats = new TrainingStep(TrainingStep.published(name), BATCH).plan();
        Plan mixed = floats.withBf16Activations();
        List<Plan.Activation> remaining = mixed.activations().stream()
                .filter(value -> value.type().dtype() == DType.F32)
                .toList();
        List<String> ofImages = remaining.stream()
                .filter(value -> value.type().shape().dim(0) == BATCH)
                .map(value -> value.op() + " " + value.type().shape())
                .toList();
        assertThat(ofImages).containsExactlyElementsOf(FLOATS.get(name));
        assertThat(remaining.stream().filter(value -> value.type().shape().dim(0) != BATCH))
                .allMatch(value -> MAKERS_OF_GRADIENTS_AND_STATISTICS.contains(value.op()));

        // VGG's last layer has an input stored as bf16 but a gradient of floats, from the loss.
        List<String> casts = mixed.activations().stream()
                .filter(value -> value.op().equals("cast"))
                .map(value -> value.type().toString())
                .toList();
        assertThat(casts).isEqualTo(name.equals("VGG16") ? List.of("bf16 7x1000") : List.of());
    }

    /** VGG16's gradients of fc6 and fc7, a panel at a time, take a part of the rest. */
    @ParameterizedTest
    @ValueSource(strings = {"VGG16", "ResNet50", "MobileNetV2"})
    void activationsTakeHalfTheMemory(String name) {
        Plan floats = new TrainingStep(TrainingStep.published(name), 64).plan();
        long bytes = floats.withBf16Activations().arenaBytes(Plan.Arena.ACTIVATIONS);
        assertThat(bytes).isLessThan(Math.round(0.505 * floats.arenaBytes(Plan.Arena.ACTIVATIONS)));
    }
}
