package dev.facet.nn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.engine.Device;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.Vgg;
import dev.facet.nn.checkpoint.Checkpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A validation measure decides which weights are kept and when the learning rate falls. */
class BestWeightsTest {
    private static final int BATCHES = 2;

    @AutoClose
    private static final Device device = Device.cpu(2);

    @TempDir
    private Path folder;

    /** A measure that follows a script, to know what must come. */
    private static final class Scripted implements ValidationMeasure {
        private final double[] values;
        private final List<float[]> biases = new ArrayList<>();
        private int next;

        Scripted(int from, double... values) {
            this.values = values;
            this.next = from;
        }

        @Override
        public double measure(TrainedNetwork network) {
            assertThat(network.embed(new float[64 * 64 * 3])).hasDimensions(1, 256);
            biases.add(network.variables().get("fc8.bias").toFloats());
            return values[next++];
        }
    }

    @Test
    void keepsTheEpochWithTheHighestMeasure() {
        Scripted measure = new Scripted(0, 0.6, 0.8, 0.7, 0.8, 0.75);
        Recorder recorder = new Recorder();
        Path best = folder.resolve("best.safetensors");
        try (Trainer trainer = builder(5, LearningRate.constant(0.02))
                .measure(measure)
                .keepBest(best)
                .listener(recorder)
                .build()) {
            trainer.train();
        }
        assertThat(Checkpoint.info(best).step()).as("the first of equals").isEqualTo(2 * BATCHES);
        assertThat(recorder.checkpoints).containsExactly(2L, 4L);
        assertThat(recorder.epochs)
                .extracting(e -> e.measure().orElseThrow())
                .containsExactly(0.6, 0.8, 0.7, 0.8, 0.75);
        assertThat(recorder.epochs.get(1).toJson().get("validation_measure").getAsDouble())
                .isEqualTo(0.8);
        try (TrainedNetwork kept = Checkpoint.load(best, device)) {
            assertThat(kept.variables().get("fc8.bias").toFloats()).isEqualTo(measure.biases.get(1));
        }
    }

    @Test
    void aMeasureThatIsNoNumberLosesNothing() {
        Path file = folder.resolve("last.safetensors");
        float[] reached;
        try (Trainer trainer = builder(3, LearningRate.constant(0.02))
                .measure(new Scripted(0, 0.5, Double.NaN))
                .checkpoints(CheckpointPolicy.everyEpoch(file))
                .build()) {
            assertThatThrownBy(trainer::train)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("validation measure gave NaN after epoch 2")
                    .hasMessageContaining(file.toString());
            reached = trainer.variables().get("fc8.bias").toFloats();
        }
        assertThat(Checkpoint.info(file).step()).isEqualTo(2 * BATCHES);
        Recorder recorder = new Recorder();
        try (Trainer trainer = builder(3, LearningRate.constant(0.02))
                .measure(new Scripted(0, 0.7))
                .listener(recorder)
                .resumeFrom(file)
                .build()) {
            assertThat(trainer.variables().get("fc8.bias").toFloats()).isEqualTo(reached);
            assertThat(trainer.train().completed()).isTrue();
        }
        assertThat(recorder.epochs).hasSize(1);
    }

    @Test
    void dividesTheRateByTenWhenTheMeasureStalls() {
        Scripted measure = new Scripted(0, 0.5, 0.6, 0.6, 0.59, 0.61, 0.61, 0.61);
        Recorder recorder = new Recorder();
        try (Trainer trainer = builder(7, LearningRate.plateau(0.02, 0.1, 1))
                .measure(measure)
                .listener(recorder)
                .build()) {
            trainer.train();
        }
        assertThat(recorder.steps.stream().filter(s -> s.stepInEpoch() == 1).map(s -> (float) s.learningRate()))
                .containsExactly(0.02f, 0.02f, 0.02f, 0.02f, 0.002f, 0.002f, 0.002f);
    }

    /** A resumed training must still know how good the best epoch was. */
    @Test
    void theBestIsRememberedAcrossAResumption() {
        Path file = folder.resolve("last.safetensors");
        Path best = folder.resolve("best.safetensors");
        Scripted first = new Scripted(0, 0.9, 0.5, 0.7);
        StopAfter stop = new StopAfter(BATCHES);
        try (Trainer trainer = builder(3, LearningRate.constant(0.02))
                .measure(first)
                .keepBest(best)
                .checkpoints(CheckpointPolicy.everyEpoch(file))
                .listener(stop)
                .build()) {
            stop.trainer = trainer;
            trainer.train();
        }
        assertThat(Checkpoint.info(best).step()).isEqualTo(BATCHES);
        try (Trainer trainer = Trainer.resuming(file, source(), device)
                .measure(new Scripted(1, 0.9, 0.5, 0.7))
                .keepBest(best)
                .build()) {
            trainer.train();
        }
        assertThat(Checkpoint.info(best).step()).isEqualTo(BATCHES);
    }

    /** A loss is never below the negative of a measure: compared with it, no epoch would be the best again. */
    @Test
    void anotherJudgeIsRefusedAtAResumption() {
        Path file = folder.resolve("last.safetensors");
        StopAfter stop = new StopAfter(BATCHES);
        try (Trainer trainer = builder(2, LearningRate.constant(0.02))
                .measure(new Scripted(0, 0.9))
                .checkpoints(CheckpointPolicy.everyEpoch(file))
                .listener(stop)
                .build()) {
            stop.trainer = trainer;
            trainer.train();
        }
        TrainerBuilder other = Trainer.resuming(file, source(), device)
                .validation(new PatternBatches(64, 4, 8, 2, true))
                .keepBest(folder.resolve("best.safetensors"));
        assertThatThrownBy(other::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("validation measure", "validation loss");
    }

    @Test
    void withoutAMeasureTheValidationLossDecides() {
        Path best = folder.resolve("best.safetensors");
        Recorder recorder = new Recorder();
        try (Trainer trainer = builder(4, LearningRate.constant(0.02))
                .validation(new PatternBatches(64, 4, 8, 2, true))
                .keepBest(best)
                .listener(recorder)
                .build()) {
            trainer.train();
        }
        int lowest = 0;
        for (int i = 1; i < 4; i++) {
            double loss = recorder.epochs.get(i).validation().orElseThrow().crossEntropy();
            if (loss < recorder.epochs.get(lowest).validation().orElseThrow().crossEntropy()) {
                lowest = i;
            }
        }
        assertThat(Checkpoint.info(best).step()).isEqualTo((lowest + 1L) * BATCHES);
    }

    @Test
    void somethingMustJudge() {
        TrainerBuilder blind = builder(1, LearningRate.constant(0.02)).keepBest(folder.resolve("best"));
        assertThatThrownBy(blind::build).hasMessageContaining("validation source or measure");
    }

    @Test
    void weightsMayComeFromElsewhere() {
        TrainerBuilder builder = builder(1, LearningRate.constant(0.02))
                .weights(variables -> variables.get("fc8.bias").set(1f, 2f, 3f, 4f));
        try (Trainer trainer = builder.build()) {
            assertThat(trainer.variables().get("fc8.bias").toFloats()).containsExactly(1, 2, 3, 4);
            assertThat(trainer.variables().get("conv1_1.weight").toFloats()).isNotEqualTo(new float[4 * 27]);
        }
    }

    @Test
    void closingFreesTheMeasuredNetworkToo() {
        long before = Device.liveBytes();
        try (Trainer trainer = builder(1, LearningRate.constant(0.02))
                .measure(new Scripted(0, 1))
                .build()) {
            trainer.train();
        }
        assertThat(Device.liveBytes()).isEqualTo(before);
    }

    private static TrainerBuilder builder(int epochs, LearningRate rate) {
        return Trainer.of(
                new Vgg(TrainerTest.TINY), TrainerTest.config(epochs).withLearningRate(rate), source(), device);
    }

    private static PatternBatches source() {
        return new PatternBatches(64, 4, 8, BATCHES, true);
    }
}
