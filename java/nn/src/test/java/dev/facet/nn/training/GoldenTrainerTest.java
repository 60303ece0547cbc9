package dev.facet.nn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.Device;
import dev.facet.engine.Variables;
import dev.facet.nn.Network;
import dev.facet.nn.VariableSpec;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import dev.facet.nn.checkpoint.SafetensorsFile;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten steps of the trainer on VGG13 against PyTorch's, from the same weights and batches (tests/golden/README.md). */
class GoldenTrainerTest {
    private static final int BATCH = 8;
    private static final int INPUT = 64;
    private static final int SAMPLES = 256;

    private static Device device;
    private static SafetensorsFile golden;

    @BeforeAll
    static void open() {
        device = Device.cpu(2);
        golden = SafetensorsFile.open(
                Path.of(System.getProperty("facet.root"), "tests", "golden", "vgg13_steps.safetensors"));
    }

    @AfterAll
    static void close() {
        golden.close();
        device.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "batch_norm"})
    void tenStepsAgree(String variant) {
        TrainingConfig config = TrainingConfig.defaults(1).withLearningRate(LearningRate.constant(0.001));
        Recorder recorder = new Recorder();
        Network network = network(variant);
        try (Trainer trainer = Trainer.of(network, config, new GoldenBatches(variant), device)
                .listener(recorder)
                .build()) {
            fill(variant, network, trainer.variables());
            trainer.train();
            double[] losses = golden.readDoubles(variant + "/losses");
            for (int step = 0; step < losses.length; step++) {
                assertThat(recorder.steps.get(step).loss())
                        .as("loss of step %d", step)
                        .isCloseTo(losses[step], within(2e-5 * losses[step]));
            }
            for (VariableSpec spec : network.variables()) {
                float[] values = trainer.variables().get(spec.name()).toFloats();
                // A sum near zero falls on either side of its ReLU with the order of its terms, and every layer below
                // feels it. With AVX2's order nothing flips and all parameters agree to 4e-7; with AVX-512's two
                // units of fc7 flip: 2e-4 in one bias.
                assertAgree(variant + "/after/" + spec.name(), sample(values), 2e-4);
            }
        }
    }

    /** Every value within {@code tolerance} of the largest golden one. */
    private static void assertAgree(String key, float[] values, double tolerance) {
        double[] expected = golden.readDoubles(key);
        assertThat(values).as(key).hasSameSizeAs(expected);
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            worst = Math.max(worst, Math.abs(expected[i] - values[i]));
        }
        assertThat(worst).as(key).isLessThanOrEqualTo(tolerance * largest);
    }

    /** Every s-th element, s = ⌈count/256⌉ made odd: the rule of the golden file. */
    private static float[] sample(float[] values) {
        if (values.length <= SAMPLES) {
            return values;
        }
        int stride = (values.length + SAMPLES - 1) / SAMPLES | 1;
        float[] sampled = new float[(values.length + stride - 1) / stride];
        for (int i = 0; i < sampled.length; i++) {
            sampled[i] = values[i * stride];
        }
        return sampled;
    }

    private static Network network(String variant) {
        return new Vgg(new VggConfig(13, variant.equals("batch_norm"), 1 / 8.0, INPUT, 3, 10, 0));
    }

    private static void fill(String variant, Network network, Variables variables) {
        for (VariableSpec spec : network.variables()) {
            String key = "vgg13/" + variant + "/" + spec.name();
            long count = spec.shape().count();
            switch (spec.role()) {
                case WEIGHT -> {
                    double bound = Math.sqrt(6.0 * spec.shape().dim(0) / count);
                    double gain = spec.name().startsWith("fc8") ? 0.1 : 1;
                    variables.get(spec.name()).set(CaseValues.signed(key, count, gain * bound));
                }
                case BIAS -> {
                    double scale = spec.name().startsWith("bn") ? 0.1 : 0.05;
                    variables.get(spec.name()).set(CaseValues.signed(key, count, scale));
                }
                case SCALE -> variables.get(spec.name()).set(CaseValues.positive(key, count));
                case RUNNING_MEAN, RUNNING_VARIANCE -> {
                    // Zeros and ones, as the trainer has set them; alone, variables begin as zeros, and step 0 does not
                    // read them.
                }
            }
        }
    }

    private static final class GoldenBatches implements BatchSource {
        private final String variant;
        private int step;

        GoldenBatches(String variant) {
            this.variant = variant;
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
            String key = "vgg13/" + variant + "/";
            images.put(CaseValues.signed(key + "images" + step, (long) BATCH * INPUT * INPUT * 3, 1));
            labels.put(CaseValues.labels(key + "labels" + step, BATCH, 10));
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
