package dev.facet.integration.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.Device;
import dev.facet.nn.Network;
import dev.facet.nn.VariableSpec;
import dev.facet.nn.training.BatchSource;
import dev.facet.nn.training.LearningRate;
import dev.facet.nn.training.StepMetrics;
import dev.facet.nn.training.Trainer;
import dev.facet.nn.training.TrainingConfig;
import dev.facet.nn.training.TrainingListener;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ten steps of the trainer against PyTorch's, from the same weights and batches. */
class GoldenTrainerTest {
    private static final int BATCH = 8;

    /**
     * Of the largest golden parameter. A sum near zero falls on either side of its ReLU with the order of its terms, and every layer
     * below feels it. With AVX2's order nothing flips and all parameters of VGG13 agree to 4e-7; with AVX-512's two units of fc7 flip:
     * 2e-4 in one bias.
     */
    private static final double TOLERANCE = 2e-4;

    @ParameterizedTest
    @EnumSource
    void tenStepsAgree(GoldenNetwork golden) throws IOException {
        GoldenFile file = new GoldenFile(golden.file());
        Network network = golden.network();
        TrainingConfig config = TrainingConfig.defaults(1).withLearningRate(LearningRate.constant(0.001));
        Losses losses = new Losses();
        try (Device device = Device.cpu(2);
                Trainer trainer = Trainer.of(network, config, new GoldenBatches(golden), device)
                        .listener(losses)
                        .build()) {
            for (VariableSpec spec : network.variables()) {
                trainer.variables().get(spec.name()).set(golden.initial(spec));
            }
            trainer.train();
            double[] expected = file.get(golden.tensor("losses"));
            for (int step = 0; step < expected.length; step++) {
                assertThat(losses.values.get(step))
                        .as("loss of step %d", step)
                        .isCloseTo(expected[step], within(2e-5 * expected[step]));
            }
            for (VariableSpec spec : network.variables()) {
                double[] values = trainer.variables().get(spec.name()).toDoubles();
                assertAgree(spec.name(), file.get(golden.tensor("after/" + spec.name())), golden.sample(values));
            }
        }
    }

    private static void assertAgree(String name, double[] expected, double[] values) {
        assertThat(values).as(name).hasSameSizeAs(expected);
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            worst = Math.max(worst, Math.abs(expected[i] - values[i]));
        }
        assertThat(worst).as(name).isLessThanOrEqualTo(TOLERANCE * Closeness.largest(expected));
    }

    private static final class Losses implements TrainingListener {
        private final List<Double> values = new ArrayList<>();

        @Override
        public void stepped(StepMetrics metrics) {
            values.add(metrics.loss());
        }
    }

    private static final class GoldenBatches implements BatchSource {
        private final GoldenNetwork golden;
        private int step;

        GoldenBatches(GoldenNetwork golden) {
            this.golden = golden;
        }

        @Override
        public int batchSize() {
            return BATCH;
        }

        @Override
        public int batchesPerEpoch() {
            return 10;
        }

        @Override
        public void next(FloatBuffer images, IntBuffer labels) {
            for (double value : golden.images(step, images.remaining())) {
                images.put((float) value);
            }
            labels.put(golden.labels(step, labels.remaining()));
            step++;
        }

        @Override
        public String position() {
            return Integer.toString(step);
        }

        @Override
        public void seek(String position) {
            step = Integer.parseInt(position);
        }
    }
}
