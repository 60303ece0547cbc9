package dev.facet.nn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import dev.facet.engine.Device;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import dev.facet.nn.heads.Head;
import dev.facet.nn.heads.MultiLabel;
import dev.facet.nn.heads.Objective;
import dev.facet.nn.heads.Regression;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training on rows of numbers: attributes and regression, with unknown values. */
class RowTrainingTest {
    private static final int SIDE = 32;
    private static final int BITS = 2;
    private static final int BATCH = 8;

    @AutoClose
    private static final Device device = Device.cpu(2);

    @TempDir
    private Path folder;

    static Stream<Objective> rowObjectives() {
        return Stream.of(new MultiLabel(), new Regression());
    }

    @ParameterizedTest
    @MethodSource("rowObjectives")
    void learnsWhatItIsTold(Objective objective) {
        Recorder recorder = new Recorder();
        RowPatterns source = new RowPatterns(SIDE, BITS, BATCH, 5);
        // Squared errors are steeper than cross-entropy.
        double rate = objective instanceof Regression ? 0.001 : 0.02;
        TrainingConfig config = config(12).withLearningRate(LearningRate.cosine(rate, 0));
        try (Trainer trainer = Trainer.of(network(objective), config, source, device)
                .validation(new RowPatterns(SIDE, BITS, 6, 3))
                .listener(recorder)
                .build()) {
            trainer.train();
        }
        List<EpochMetrics> epochs = recorder.epochs;
        assertThat(epochs.get(11).loss()).isLessThan(0.3 * epochs.get(0).loss());
        Evaluation judged = epochs.get(11).validation().orElseThrow();
        assertThat(judged.targets()).as("known values").isEqualTo(3 * (6 * BITS - 1));
        if (objective instanceof MultiLabel) {
            assertThat(judged.accuracy()).isGreaterThan(0.9);
            assertThat(epochs.get(11).accuracy()).isBetween(0.9, 1.0);
        } else {
            assertThat(judged.accuracy()).isNaN();
            assertThat(epochs.get(11).toJson().has("accuracy")).isFalse();
            assertThat(recorder.steps.get(0).toJson().has("accuracy")).isFalse();
        }
    }

    /** The loss is the mean over known values of what the definition says of the scores. */
    @ParameterizedTest
    @MethodSource("rowObjectives")
    void lossIsTheMeanOverKnownValues(Objective objective) {
        RowPatterns source = new RowPatterns(SIDE, BITS, BATCH, 1);
        float[] images = new float[BATCH * SIDE * SIDE * 3];
        float[] rows = new float[BATCH * BITS];
        source.next(FloatBuffer.wrap(images), FloatBuffer.wrap(rows));
        source.seek("0");
        try (Trainer trainer = Trainer.of(network(objective), config(1), source, device)
                        .build();
                TrainedNetwork network = trainer.network()) {
            Evaluation judged = trainer.evaluate(source);
            float[][] scores = network.logits(images);
            double sum = 0;
            int right = 0;
            int known = 0;
            for (int i = 0; i < rows.length; i++) {
                if (Float.isNaN(rows[i])) {
                    continue;
                }
                double x = scores[i / BITS][i % BITS];
                known++;
                right += x > 0 == rows[i] > 0.5 ? 1 : 0;
                sum += objective instanceof MultiLabel
                        ? Math.log1p(Math.exp(rows[i] > 0.5 ? -x : x))
                        : (x - rows[i]) * (x - rows[i]);
            }
            assertThat(judged.targets()).isEqualTo(known);
            assertThat(judged.crossEntropy()).isCloseTo(sum / known, within(1e-5));
            if (objective instanceof MultiLabel) {
                assertThat(judged.accuracy()).isCloseTo((double) right / known, within(1e-9));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rowObjectives")
    void resumedEqualsUninterrupted(Objective objective) {
        Path file = folder.resolve("cut.safetensors");
        Map<String, float[]> expected;
        Recorder whole = new Recorder();
        try (Trainer trainer = trainer(objective, null).listener(whole).build()) {
            trainer.train();
            expected = TrainerTest.copy(trainer.variables());
        }
        StopAfter stopper = new StopAfter(4);
        try (Trainer trainer = trainer(objective, file).listener(stopper).build()) {
            stopper.trainer = trainer;
            assertThat(trainer.train().completed()).isFalse();
        }
        Recorder rest = new Recorder();
        try (Trainer trainer = Trainer.resuming(file, new RowPatterns(SIDE, BITS, BATCH, 3), device)
                .listener(rest)
                .build()) {
            trainer.train();
            assertThat(TrainerTest.copy(trainer.variables()))
                    .usingRecursiveComparison()
                    .isEqualTo(expected);
        }
        assertThat(timeless(rest.epochs.get(0))).isEqualTo(timeless(whole.epochs.get(1)));
    }

    private static JsonObject timeless(EpochMetrics metrics) {
        JsonObject json = metrics.toJson();
        json.remove("seconds");
        return json;
    }

    /** A source whose targets are all {@code value}. */
    private static RowBatchSource allTold(float value) {
        RowPatterns told = new RowPatterns(SIDE, BITS, BATCH, 1);
        return new RowBatchSource() {
            @Override
            public int rowSize() {
                return BITS;
            }

            @Override
            public int batchSize() {
                return BATCH;
            }

            @Override
            public int batchesPerEpoch() {
                return 1;
            }

            @Override
            public void next(FloatBuffer images, FloatBuffer rows) {
                told.next(images, rows);
                rows.rewind();
                while (rows.hasRemaining()) {
                    rows.put(value);
                }
            }

            @Override
            public String position() {
                return told.position();
            }

            @Override
            public void seek(String position) {
                told.seek(position);
            }
        };
    }

    /** −1 means false in CelebA's list; taken as it is, it would count as unknown. */
    @Test
    void targetsThatCannotBeLearnedAreNamed() {
        for (float value : new float[] {-1, 1.5f, Float.POSITIVE_INFINITY}) {
            try (Trainer trainer = Trainer.of(network(new MultiLabel()), config(1), allTold(value), device)
                    .build()) {
                assertThatThrownBy(trainer::train)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContainingAll("target " + value, "multilabel", "NaN");
            }
        }
    }

    @Test
    void aBatchOfUnknownsTeachesNothing() {
        RowBatchSource untold = allTold(Float.NaN);
        for (Objective objective : rowObjectives().toList()) {
            TrainingConfig config = config(1).withOptimizer(0, false, 0);
            try (Trainer trainer =
                    Trainer.of(network(objective), config, untold, device).build()) {
                float[] before = trainer.variables().get("fc8.weight").toFloats();
                trainer.train();
                assertThat(trainer.variables().get("fc8.weight").toFloats()).isEqualTo(before);
            }
        }
    }

    @Test
    void targetsOfAnotherKindAreNamed() {
        Network classes = new Vgg(new VggConfig(11, true, 1 / 16.0, SIDE, 3, 4, 0));
        RowPatterns rows = new RowPatterns(SIDE, BITS, BATCH, 1);
        assertThatThrownBy(() -> Trainer.of(classes, config(1), rows, device))
                .hasMessage("the head softmax learns classes, the data gives rows of numbers");
        Network numbers = network(new Regression());
        assertThatThrownBy(() -> Trainer.of(numbers, config(1), new PatternBatches(SIDE, 4, BATCH, 1, true), device))
                .hasMessage("the head regression learns rows of numbers, the data gives class labels");
        assertThatThrownBy(() -> Trainer.of(numbers, config(1), new RowPatterns(SIDE, 3, BATCH, 1), device))
                .hasMessageContaining("2 outputs, the data gives rows of 3");
        assertThatThrownBy(() -> Trainer.of(numbers, config(1).withLabelSmoothing(0.1), rows, device))
                .hasMessageContaining("label smoothing is for classes");
    }

    private TrainerBuilder trainer(Objective objective, Path file) {
        TrainerBuilder builder =
                Trainer.of(network(objective), config(2), new RowPatterns(SIDE, BITS, BATCH, 3), device);
        return file == null ? builder : builder.checkpoints(CheckpointPolicy.everyEpoch(file));
    }

    private static Network network(Objective objective) {
        VggConfig sizes = new VggConfig(11, true, 1 / 16.0, SIDE, 3, 2, 0);
        return new Vgg(sizes.withHead(Head.of(objective)).withClasses(BITS));
    }

    private static TrainingConfig config(int epochs) {
        return TrainerTest.config(epochs);
    }
}
