package dev.facet.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Plan;
import dev.facet.engine.Variables;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a training step may cost besides time. These numbers do not depend on the machine, so they guard against regressions. */
class TrainingStepBudgetTest {
    private static final double MEGABYTE = 1e6;
    /** Runs until the JVM has compiled what it wants to. */
    private static final int WARM_UP = 50;

    private static final int COUNTED = 20;

    /**
     * Megabytes of activations of the published networks at 224 pixels. Lower a number that has become smaller, so that it stays so;
     * explain one that has to become larger.
     */
    @ParameterizedTest
    @CsvSource({"VGG16, 8, 501.0", "ResNet50, 8, 681.8", "MobileNetV2, 16, 860.8"})
    void activationsStayWithinTheirMemory(String name, int batch, double megabytes) {
        Plan plan = new TrainingStep(TrainingStep.published(name), batch).plan();
        assertThat(plan.arenaBytes(Plan.Arena.ACTIVATIONS) / MEGABYTE).isLessThanOrEqualTo(megabytes);
    }

    /** Weights, velocities and running statistics: nothing else lives as long. */
    @ParameterizedTest
    @CsvSource({"VGG16, 1106.9", "ResNet50, 204.7", "MobileNetV2, 28.2"})
    void nothingButParametersAndVelocitiesStays(String name, double megabytes) {
        Plan plan = new TrainingStep(TrainingStep.published(name), 1).plan();
        assertThat(plan.arenaBytes(Plan.Arena.VARIABLES) / MEGABYTE).isLessThanOrEqualTo(megabytes);
    }

    @Test
    void aStepIsOneNativeCallAndAllocatesNothing() {
        TrainingStep step = new TrainingStep(
                new ResNet(ResNetConfig.of(18, 4).withWidth(1.0 / 8).withInput(32)), 2);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Device device = Device.cpu(2);
                Variables variables = Variables.allocate(device, step.graph());
                Executable executable = Executable.compile(device, step.plan(), variables)) {
            for (int i = 0; i < WARM_UP; i++) {
                executable.run();
            }
            long calls = Device.nativeCalls();
            long bytes = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < COUNTED; i++) {
                executable.run();
            }
            bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
            calls = Device.nativeCalls() - calls;
            assertThat(bytes)
                    .as("bytes that Java allocates in %d steps", COUNTED)
                    .isZero();
            assertThat(calls).as("native calls of %d steps", COUNTED).isEqualTo(COUNTED);
        }
    }
}
