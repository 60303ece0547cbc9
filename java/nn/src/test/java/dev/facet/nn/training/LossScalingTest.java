package dev.facet.nn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.engine.Device;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scaled loss trains to the same numbers, and its scale is a part of the training's state. */
class LossScalingTest {
    private static final VggConfig TINY = new VggConfig(11, true, 1 / 16.0, 32, 3, 4, 0.2);
    private static final TrainingConfig PLAIN = TrainerTest.ecLoss(TrainerTest.config(2));
    private static final int STEPS = 4;

    @TempDir
    Path folder;

    /**
     * Powers of two round nothing, and no gradient is so small or large that its exponent would be lost. Without weight decay: of the
     * products factor·g and decay·p a compiler may take either into a fused multiply-add, which rounds differently.
     */
    @Test
    void aFixedScaleChangesNoBit() {
        TrainingConfig config = PLAIN.withOptimizer(PLAIN.momentum(), false, 0);
        Map<String, float[]> scaled = train(config.withLossScaling(LossScaling.fixed(1024)));
        assertThat(scaled.remove(TrainingProgram.LOSS_SCALE)).containsExactly(1024);
        assertThat(scaled.remove(TrainingProgram.GOOD_STEPS)).containsExactly(0);
        assertThat(scaled).usingRecursiveComparison().isEqualTo(train(config));
    }

    @Test
    void aDynamicScaleGrowsAndIsResumedToTheBit() {
        TrainingConfig config = PLAIN.withLossScaling(new LossScaling(256, 3));
        Map<String, float[]> whole = train(config);
        assertThat(whole.get(TrainingProgram.LOSS_SCALE)).containsExactly(1024);
        assertThat(whole.get(TrainingProgram.GOOD_STEPS)).containsExactly(2);
        Path file = folder.resolve("half.safetensors");
        try (Device device = Device.cpu(1)) {
            try (Trainer trainer = trainer(config, device)
                    .listener(new TrainingListener() {
                        @Override
                        public void stepped(StepMetrics metrics) {
                            if (metrics.step() == STEPS + 1) {
                                stop.run();
                            }
                        }
                    })
                    .checkpoints(CheckpointPolicy.everyEpoch(file))
                    .build()) {
                stop = trainer::requestStop;
                assertThat(trainer.train().completed()).isFalse();
            }
            try (Trainer trainer = Trainer.resuming(file, batches(), device).build()) {
                trainer.train();
                assertThat(TrainerTest.copy(trainer.variables()))
                        .usingRecursiveComparison()
                        .isEqualTo(whole);
            }
        }
    }

    @Test
    void scalesArePowersOfTwo() {
        assertThat(LossScaling.dynamic()).isEqualTo(new LossScaling(65536, 2000));
        assertThatThrownBy(() -> LossScaling.fixed(1000)).hasMessageContaining("power of two");
        assertThatThrownBy(() -> LossScaling.fixed(0.5)).hasMessageContaining("power of two");
        TrainingConfig config = PLAIN.withLossScaling(LossScaling.dynamic());
        assertThat(TrainingConfig.fromJson(config.toJson())).isEqualTo(config);
        assertThat(TrainingConfig.fromJson(PLAIN.toJson()).lossScaling()).isEmpty();
    }

    private Runnable stop;

    private static Map<String, float[]> train(TrainingConfig config) {
        try (Device device = Device.cpu(1);
                Trainer trainer = trainer(config, device).build()) {
            trainer.train();
            return TrainerTest.copy(trainer.variables());
        }
    }

    private static TrainerBuilder trainer(TrainingConfig config, Device device) {
        return Trainer.of(new Vgg(TINY), config, batches(), device);
    }

    private static PatternBatches batches() {
        return new PatternBatches(32, 4, 4, STEPS, false);
    }
}
