package dev.facet.nn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.Device;
import dev.facet.engine.Variables;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import dev.facet.nn.ecloss.BetaSchedule;
import dev.facet.nn.ecloss.EcLossConfig;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TrainerTest {
    static final VggConfig TINY = new VggConfig(13, true, 1 / 16.0, 64, 3, 4, 0);

    @AutoClose
    private static final Device device = Device.cpu(2);

    @Test
    void overfitsASmallBatch() {
        TrainingConfig config = config(30).withLearningRate(LearningRate.constant(0.02));
        Recorder recorder = new Recorder();
        try (Trainer trainer = trainer(TINY, config, new PatternBatches(64, 4, 8, 1, true), recorder)) {
            trainer.train();
        }
        StepMetrics last = recorder.steps.get(29);
        assertThat(recorder.steps.get(0).crossEntropy()).isGreaterThan(1);
        assertThat(last.crossEntropy()).isLessThan(0.1);
        assertThat(last.accuracy()).isEqualTo(1);
        assertThat(last.imagesPerSecond()).isPositive();
        assertThat(recorder.result).isEqualTo(new TrainingResult(30, 30, true));
    }

    @Test
    void sameSeedGivesTheSameBits() {
        TrainingConfig config = ecLoss(config(2));
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        Map<String, float[]> weights = trained(config, first);
        assertThat(trained(config, second)).usingRecursiveComparison().isEqualTo(weights);
        assertThat(second.losses()).isEqualTo(first.losses()).hasSize(10);
        Recorder other = new Recorder();
        trained(config.withSeed(2), other);
        assertThat(other.losses()).isNotEqualTo(first.losses());
    }

    @Test
    void totalIsTheWeightedSumAndBetaFollowsTheNorms() {
        Recorder recorder = new Recorder();
        trained(ecLoss(config(2)).withAlpha(2), recorder);
        double average = Double.NaN;
        for (StepMetrics step : recorder.steps) {
            double total = 2 * step.crossEntropy() + step.beta() * step.ecLoss();
            assertThat(step.loss()).isCloseTo(total, within(1e-4 * Math.abs(total)));
            assertThat(step.ecLoss()).isBetween(-Math.log(400), 1e-5);
            assertThat(step.identityNorm()).isPositive();
            assertThat(step.mutualInformationNorm()).isPositive();
            double expected = Double.isNaN(average) ? 1e-5 : average;
            assertThat(step.beta()).isCloseTo(expected, within(1e-6 * expected));
            double ratio = BetaSchedule.defaults().rho() * step.identityNorm() / step.mutualInformationNorm();
            average = Double.isNaN(average) ? ratio : 0.99 * average + 0.01 * ratio;
        }
    }

    /** The norm does not depend on the weight the gradient was multiplied with. */
    @Test
    void mutualInformationNormIsFreeOfBeta() {
        Recorder weak = new Recorder();
        Recorder strong = new Recorder();
        BetaSchedule schedule = BetaSchedule.gradNorm(0.1);
        BetaSchedule fixedStart =
                new BetaSchedule(BetaSchedule.Kind.GRADNORM, 0.5, 0.1, 0.99, 1e-8, 1e3, 0, BetaSchedule.Decay.NONE);
        trained(config(1).withEcLoss(EcLossConfig.defaults(), schedule), weak);
        trained(config(1).withEcLoss(EcLossConfig.defaults(), fixedStart), strong);
        double expected = strong.steps.get(0).mutualInformationNorm();
        assertThat(weak.steps.get(0).mutualInformationNorm()).isCloseTo(expected, within(1e-4 * expected));
        assertThat(weak.steps.get(0).identityNorm())
                .isEqualTo(strong.steps.get(0).identityNorm());
    }

    @Test
    void betaZeroOnlyMeasures() {
        Recorder plain = new Recorder();
        Recorder measured = new Recorder();
        Map<String, float[]> weights = trained(config(1), plain);
        Map<String, float[]> same =
                trained(config(1).withEcLoss(EcLossConfig.defaults(), BetaSchedule.fixed(0)), measured);
        assertThat(same).usingRecursiveComparison().isEqualTo(weights);
        assertThat(measured.steps).allMatch(step -> step.ecLoss() < 0 && step.beta() == 0);
        assertThat(plain.steps).allMatch(step -> Double.isNaN(step.ecLoss()));
    }

    /** From the same start, maps become more informative about a template with ECLoss than without. */
    @Test
    void ecLossRaisesTheMutualInformation() {
        TrainingConfig steady = config(6).withLearningRate(LearningRate.constant(0.02));
        Recorder with = new Recorder();
        Recorder without = new Recorder();
        trained(steady.withEcLoss(EcLossConfig.defaults(), BetaSchedule.gradNorm(0.5)), with);
        trained(steady.withEcLoss(EcLossConfig.defaults(), BetaSchedule.fixed(0)), without);
        assertThat(with.epochs.get(5).ecLoss()).isLessThan(without.epochs.get(5).ecLoss() - 0.02);
        assertThat(with.epochs.get(5).ecLoss()).isLessThan(with.epochs.get(0).ecLoss());
    }

    @Test
    void batchesOfAnotherSizeAreNamed() {
        for (int size : new int[] {32, 96}) {
            PatternBatches source = new PatternBatches(size, 4, 8, 1, true);
            try (Trainer trainer = trainer(TINY, config(1), source, new Recorder())) {
                assertThatThrownBy(trainer::train)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("a batch of 8x64x64x3 values");
            }
        }
    }

    @Test
    void sourcesWithoutBatchesAreRefused() {
        PatternBatches none = new PatternBatches(64, 4, 8, 0, true);
        assertThatThrownBy(() -> trainer(TINY, config(1), none, new Recorder()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a batch source for training needs at least one batch of one image, got 0 batches of 8");
        PatternBatches source = new PatternBatches(64, 4, 8, 1, true);
        TrainerBuilder builder = Trainer.of(new Vgg(TINY), config(1), source, device);
        assertThatThrownBy(() -> builder.validation(none)).hasMessageContaining("for validation needs");
        try (Trainer trainer = builder.build()) {
            assertThatThrownBy(() -> trainer.evaluate(none)).hasMessageContaining("for evaluation needs");
        }
    }

    @Test
    void aStepThatFailsKeepsItsBatch() {
        Recorder whole = new Recorder();
        trained(config(1), whole);
        boolean[] wrong = {true};
        PatternBatches source = new PatternBatches(64, 4, 8, 5, false) {
            @Override
            public void next(FloatBuffer images, IntBuffer labels) {
                super.next(images, labels);
                if (wrong[0] && position().equals("3")) {
                    labels.put(0, 4);
                }
            }
        };
        Recorder recorder = new Recorder();
        try (Trainer trainer = trainer(TINY, config(1), source, recorder)) {
            assertThatThrownBy(trainer::train).hasMessageContaining("The run failed");
            assertThat(trainer.step()).isEqualTo(2);
            assertThat(source.position()).isEqualTo("2");
            wrong[0] = false;
            trainer.train();
        }
        assertThat(recorder.losses()).isEqualTo(whole.losses()).hasSize(5);
    }

    @Test
    void paperSettingTrains() {
        Recorder recorder = new Recorder();
        trained(config(1).withEcLoss(EcLossConfig.paper(), BetaSchedule.paper()), recorder);
        assertThat(recorder.steps).allMatch(step -> Double.isFinite(step.loss()) && step.beta() == (float) 1e-5);
    }

    @Test
    void evaluationSeesRunningStatisticsAndIgnoresPadding() {
        TrainingConfig config = config(12).withLearningRate(LearningRate.constant(0.02));
        Recorder recorder = new Recorder();
        try (Trainer trainer = Trainer.of(new Vgg(TINY), config, new PatternBatches(64, 4, 8, 5, true), device)
                .validation(new PatternBatches(64, 4, 6, 3, true))
                .listener(recorder)
                .build()) {
            trainer.train();
            Map<String, float[]> before = copy(trainer.variables());
            Evaluation evaluation = trainer.evaluate(new Padded(new PatternBatches(64, 4, 6, 3, true)));
            assertThat(evaluation.targets()).isEqualTo(3 * 4);
            assertThat(evaluation.accuracy()).isGreaterThan(0.7);
            assertThat(copy(trainer.variables())).usingRecursiveComparison().isEqualTo(before);
        }
        assertThat(recorder.epochs)
                .hasSize(12)
                .allMatch(epoch -> epoch.validation().isPresent());
        assertThat(recorder.epochs.get(11).validation().orElseThrow().targets()).isEqualTo(18);
    }

    @Test
    void dropoutDrawsAnewEveryStep() {
        TrainingConfig still = config(1).withLearningRate(LearningRate.constant(1e-30));
        Recorder recorder = new Recorder();
        try (Trainer trainer = trainer(TINY.withDropout(0.5), still, new PatternBatches(64, 4, 8, 1, true), recorder)) {
            trainer.train();
        }
        Recorder more = new Recorder();
        TrainingConfig longer = new TrainingConfig(
                3,
                still.learningRate(),
                still.momentum(),
                false,
                0,
                0,
                1,
                still.ecLoss(),
                still.beta(),
                still.seed(),
                still.lossScaling());
        try (Trainer trainer = trainer(TINY.withDropout(0.5), longer, new PatternBatches(64, 4, 8, 1, true), more)) {
            trainer.train();
        }
        assertThat(more.losses()).doesNotHaveDuplicates();
        assertThat(more.losses().get(0)).isEqualTo(recorder.losses().get(0));
    }

    @Test
    void closingFreesEverything() {
        long before = Device.liveBytes();
        try (Trainer trainer = trainer(TINY, config(1), new PatternBatches(64, 4, 8, 1, true), new Recorder())) {
            trainer.train();
            trainer.evaluate(new PatternBatches(64, 4, 5, 1, true));
            assertThat(Device.liveBytes()).isGreaterThan(before);
        }
        assertThat(Device.liveBytes()).isEqualTo(before);
    }

    @Test
    void anUnknownLayerIsNamed() {
        TrainingConfig config =
                config(1).withEcLoss(EcLossConfig.defaults().withLayer("conv9_9"), BetaSchedule.defaults());
        PatternBatches source = new PatternBatches(64, 4, 8, 1, true);
        assertThatThrownBy(() -> trainer(TINY, config, source, new Recorder()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no convolution 'conv9_9'");
    }

    static TrainingConfig config(int epochs) {
        return TrainingConfig.defaults(epochs).withLearningRate(LearningRate.cosine(0.02, 0));
    }

    static TrainingConfig ecLoss(TrainingConfig config) {
        return config.withEcLoss(EcLossConfig.defaults(), BetaSchedule.defaults());
    }

    static Map<String, float[]> copy(Variables variables) {
        Map<String, float[]> copy = new TreeMap<>();
        variables.names().forEach(name -> copy.put(name, variables.get(name).toFloats()));
        return copy;
    }

    private static Map<String, float[]> trained(TrainingConfig config, Recorder recorder) {
        try (Trainer trainer = trainer(TINY, config, new PatternBatches(64, 4, 8, 5, false), recorder)) {
            trainer.train();
            return copy(trainer.variables());
        }
    }

    private static Trainer trainer(VggConfig sizes, TrainingConfig config, BatchSource source, TrainingListener l) {
        return Trainer.of(new Vgg(sizes), config, source, device).listener(l).build();
    }

    /** The last two rows of every batch carry no label. */
    private record Padded(BatchSource inner) implements BatchSource {
        @Override
        public int batchSize() {
            return inner.batchSize();
        }

        @Override
        public int batchesPerEpoch() {
            return inner.batchesPerEpoch();
        }

        @Override
        public void next(FloatBuffer images, IntBuffer labels) {
            int start = labels.position();
            inner.next(images, labels);
            labels.put(start + batchSize() - 1, -1).put(start + batchSize() - 2, -1);
        }

        @Override
        public String position() {
            return inner.position();
        }

        @Override
        public void seek(String position) {
            inner.seek(position);
        }
    }
}
