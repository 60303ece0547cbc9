package dev.facet.nn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.engine.Device;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import dev.facet.nn.checkpoint.Checkpoint;
import dev.facet.nn.checkpoint.CheckpointException;
import dev.facet.nn.checkpoint.CheckpointInfo;
import dev.facet.nn.checkpoint.DataDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A training that was cut and resumed has the numbers of one that was not; one that diverged loses nothing. */
class ResumeTest {
    private static final VggConfig SIZES = TrainerTest.TINY.withDropout(0.3);

    @AutoClose
    private static final Device device = Device.cpu(2);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 7, 11})
    void resumedEqualsUninterrupted(int stopAfter) {
        Recorder whole = new Recorder();
        Map<String, float[]> expected;
        try (Trainer trainer = builder(config()).listener(whole).build()) {
            trainer.train();
            expected = TrainerTest.copy(trainer.variables());
        }
        Path file = folder.resolve("cut.safetensors");
        Recorder first = new Recorder();
        StopAfter stopper = new StopAfter(stopAfter);
        try (Trainer trainer = builder(config())
                .checkpoints(CheckpointPolicy.everyEpoch(file))
                .listener(TrainingListener.all(first, stopper))
                .build()) {
            stopper.trainer = trainer;
            TrainingResult result = trainer.train();
            assertThat(result).isEqualTo(new TrainingResult(stopAfter, stopAfter / 4, false));
        }
        Recorder second = new Recorder();
        try (Trainer trainer =
                Trainer.resuming(file, source(), device).listener(second).build()) {
            assertThat(trainer.train().completed()).isTrue();
            assertThat(TrainerTest.copy(trainer.variables()))
                    .usingRecursiveComparison()
                    .isEqualTo(expected);
        }
        List<Double> joined =
                Stream.concat(first.losses().stream(), second.losses().stream()).toList();
        assertThat(joined).isEqualTo(whole.losses()).hasSize(12);
        assertThat(second.epochs.get(second.epochs.size() - 1).loss())
                .isEqualTo(whole.epochs.get(2).loss());
        assertThat(second.steps)
                .extracting(StepMetrics::beta)
                .isEqualTo(whole.steps.stream()
                        .skip(stopAfter)
                        .map(StepMetrics::beta)
                        .toList());
    }

    /** A checkpoint that is written between two steps of an epoch does not have the batch that was fed for the second. */
    @Test
    void goesOnFromACheckpointWithinAnEpoch() {
        Path file = folder.resolve("last.safetensors");
        Path within = folder.resolve("within.safetensors");
        Map<String, float[]> expected;
        try (Trainer trainer = builder(config())
                .checkpoints(new CheckpointPolicy(file, 6, 0))
                .listener(new TrainingListener() {
                    @Override
                    public void checkpointed(Path written, long step) {
                        if (step == 6) {
                            copy(written, within);
                        }
                    }
                })
                .build()) {
            trainer.train();
            expected = TrainerTest.copy(trainer.variables());
        }
        try (Trainer trainer = Trainer.resuming(within, source(), device).build()) {
            assertThat(trainer.step()).isEqualTo(6);
            trainer.train();
            assertThat(TrainerTest.copy(trainer.variables()))
                    .usingRecursiveComparison()
                    .isEqualTo(expected);
        }
    }

    @Test
    void aStoppedTrainingLeavesItsSourceWhereItStands() {
        PatternBatches batches = source();
        StopAfter stopper = new StopAfter(6);
        try (Trainer trainer = Trainer.of(new Vgg(SIZES), config(), batches, device)
                .listener(stopper)
                .build()) {
            stopper.trainer = trainer;
            trainer.train();
            assertThat(batches.position()).isEqualTo("6");
            assertThat(trainer.train().completed()).isTrue();
        }
        assertThat(batches.position()).isEqualTo("12");
    }

    @Test
    void savesWhenThePolicySays() {
        Recorder recorder = new Recorder();
        Path file = folder.resolve("often.safetensors");
        try (Trainer trainer = builder(config())
                .checkpoints(new CheckpointPolicy(file, 5, 2))
                .listener(recorder)
                .build()) {
            trainer.train();
        }
        assertThat(recorder.checkpoints).containsExactly(5L, 8L, 10L, 12L);
        assertThat(folder.toFile().list()).containsExactly("often.safetensors");
    }

    @Test
    void aBatchThatCannotBeReadCostsNothing() {
        Path file = folder.resolve("unreadable.safetensors");
        BatchSource broken = new PatternBatches(64, 4, 8, 4, false) {
            @Override
            public void next(FloatBuffer images, IntBuffer labels) {
                if (position().equals("3")) {
                    throw new IllegalStateException("face 17 is unreadable");
                }
                super.next(images, labels);
            }
        };
        try (Trainer trainer = Trainer.of(new Vgg(SIZES), config(), broken, device)
                .checkpoints(CheckpointPolicy.everyEpoch(file))
                .build()) {
            assertThatThrownBy(trainer::train).hasMessage("face 17 is unreadable");
        }
        assertThat(Checkpoint.info(file).step()).isEqualTo(3);
    }

    @Test
    void remembersWhereItComesFrom() {
        Path file = folder.resolve("provenance.safetensors");
        try (Trainer trainer = builder(config())
                .data(new DataDescription("patterns", 32, "abc"))
                .build()) {
            trainer.save(file);
        }
        CheckpointInfo info = Checkpoint.info(file);
        assertThat(info.data()).isEqualTo(new DataDescription("patterns", 32, "abc"));
        assertThat(info.facetVersion()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(info.network().config()).isEqualTo(new Vgg(SIZES).config());
        assertThat(info.training()).isEqualTo(config().toJson());
        assertThat(info.step()).isZero();
        assertThat(info.extra().getAsJsonObject("ecloss_templates").getAsJsonArray("indices"))
                .hasSize(info.extra()
                        .getAsJsonObject("ecloss_templates")
                        .get("count")
                        .getAsInt());
    }

    @Test
    void divergenceNamesStepAndRemedyAndKeepsTheCheckpoint() {
        Path file = folder.resolve("diverging.safetensors");
        TrainingConfig config = TrainerTest.config(3);
        Poison poison = new Poison(3);
        try (Trainer trainer = builder(config)
                .checkpoints(new CheckpointPolicy(file, 2, 0))
                .listener(poison)
                .build()) {
            poison.trainer = trainer;
            assertThatThrownBy(trainer::train)
                    .isInstanceOf(DivergedException.class)
                    .hasMessageContaining("diverged at step 4")
                    .hasMessageContaining("step 2")
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("Lower the learning rate");
            assertThatThrownBy(trainer::train).isInstanceOf(IllegalStateException.class);
        }
        assertThat(Checkpoint.info(file).step()).isEqualTo(2);
    }

    @Test
    void weightsThatAreNotFiniteAreNeverSaved() {
        Path file = folder.resolve("kept.safetensors");
        try (Trainer trainer = builder(config()).build()) {
            trainer.save(file);
            trainer.variables().get("fc8.bias").set(0f, Float.POSITIVE_INFINITY, 0f, 0f);
            assertThatThrownBy(() -> trainer.save(file))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageContaining("'fc8.bias'");
        }
        try (Trainer trainer = Trainer.resuming(file, source(), device).build()) {
            assertThat(trainer.variables().get("fc8.bias").toFloats()).containsOnly(0f);
        }
    }

    @Test
    void resumingWithOtherSettingsOrDataIsRefused() {
        Path file = folder.resolve("other.safetensors");
        try (Trainer trainer = builder(config()).build()) {
            trainer.save(file);
        }
        assertThatThrownBy(() -> builder(config().withSeed(99)).resumeFrom(file))
                .hasMessageContaining("other settings");
        TrainerBuilder wider = Trainer.of(new Vgg(SIZES.withClasses(5)), config(), source(), device);
        assertThatThrownBy(() -> wider.resumeFrom(file)).hasMessageContaining("holds the network");
        TrainerBuilder bigger = Trainer.resuming(file, new PatternBatches(64, 4, 8, 9, false), device);
        assertThatThrownBy(bigger::build).hasMessageContaining("same data and batch size");
        assertThatThrownBy(() -> Trainer.resuming(folder.resolve("none"), source(), device))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("no such file");
    }

    /** Spoils a weight after a step, as an exploding update would. */
    private static final class Poison implements TrainingListener {
        private final long step;
        private Trainer trainer;

        Poison(long step) {
            this.step = step;
        }

        @Override
        public void stepped(StepMetrics metrics) {
            if (metrics.step() == step) {
                trainer.variables().get("fc8.bias").set(Float.NaN, 0f, 0f, 0f);
            }
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TrainingConfig config() {
        return TrainerTest.ecLoss(TrainerTest.config(3)).withLearningRate(LearningRate.plateau(0.02, 0.5, 1));
    }

    private static PatternBatches source() {
        return new PatternBatches(64, 4, 8, 4, false);
    }

    private static TrainerBuilder builder(TrainingConfig config) {
        return Trainer.of(new Vgg(SIZES), config, source(), device);
    }
}
