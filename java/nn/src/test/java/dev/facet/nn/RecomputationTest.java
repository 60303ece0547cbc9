package dev.facet.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Plan;
import dev.facet.engine.Recomputation;
import dev.facet.engine.Tensor;
import dev.facet.engine.Variables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks whose activations are computed again for the gradients: the same training in less memory. */
class RecomputationTest {
    private static final double MEGABYTE = 1e6;
    private static final int BATCH = 4;
    private static final int STEPS = 3;

    private static Network small(String name) {
        return switch (name) {
            case "VGG16" -> new Vgg(VggConfig.of(16, 5).withWidth(1.0 / 8).withInput(64));
            case "VGG16 with batch norm" ->
                new Vgg(VggConfig.of(16, 5)
                        .withBatchNorm(true)
                        .withWidth(1.0 / 8)
                        .withInput(64));
            case "ResNet50" ->
                new ResNet(ResNetConfig.of(50, 5).withWidth(1.0 / 8).withInput(64));
            default ->
                new MobileNetV2(MobileNetV2Config.of(5).withWidth(1.0 / 4).withInput(64));
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"VGG16", "VGG16 with batch norm", "ResNet50", "MobileNetV2"})
    void trainingGivesTheSameBitsInLessMemory(String name) {
        TrainingStep step = new TrainingStep(small(name), BATCH);
        Plan whole = step.plan();
        Plan least = step.plan(Recomputation.LEAST_MEMORY);
        assertThat(activations(least)).isLessThan(activations(whole));
        List<float[]> expected = trained(step, whole);
        List<float[]> values = trained(step, least);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Arrays.equals(values.get(i), expected.get(i)))
                    .as("value %d", i)
                    .isTrue();
        }
    }

    /**
     * Megabytes of activations of the published networks at 224 pixels (docs/training.md), and the share of the forward pass that is
     * computed again for it.
     */
    @ParameterizedTest
    @CsvSource({"VGG16, 8, 334.0, 0.14", "ResNet50, 8, 199.3, 0.70", "MobileNetV2, 16, 218.4, 0.73"})
    void activationsStayWithinTheirMemory(String name, int batch, double megabytes, double work) {
        Plan plan = new TrainingStep(TrainingStep.published(name), batch).plan(Recomputation.LEAST_MEMORY);
        assertThat(activations(plan) / MEGABYTE).isLessThanOrEqualTo(megabytes);
        assertThat(plan.repeatedWork()).isLessThanOrEqualTo(work);
    }

    @Test
    void keepingWhatIsDearToComputeSavesMuchForLittle() {
        TrainingStep step = new TrainingStep(TrainingStep.published("ResNet50"), 8);
        long most = activations(step.plan()) * 2 / 3;
        Plan plan = step.plan(Recomputation.within(most));
        assertThat(activations(plan)).isLessThanOrEqualTo(most);
        assertThat(plan.repeatedWork()).isLessThan(0.3);
    }

    /** The loss after every step and all variables after the last. */
    private static List<float[]> trained(TrainingStep step, Plan plan) {
        List<float[]> values = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        try (Device device = Device.cpu(2);
                Variables variables = Variables.allocate(device, step.graph());
                Executable run = Executable.compile(device, plan, variables)) {
            Initialization.apply(step.network(), variables, 1);
            Tensor images = run.input("images");
            images.set(random.doubles(images.shape().count(), -1, 1).toArray());
            run.input("labels").set(0, 1, 2, 3);
            run.input("learning_rate").set(0.01f);
            for (int i = 0; i < STEPS; i++) {
                if (step.network().stochastic()) {
                    run.input("seed").set(i);
                }
                run.run();
                values.add(run.output(step.loss()).toFloats());
            }
            variables.names().forEach(name -> values.add(variables.get(name).toFloats()));
        }
        return values;
    }

    private static long activations(Plan plan) {
        return plan.arenaBytes(Plan.Arena.ACTIVATIONS);
    }
}
