package dev.facet.nn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.Device;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import dev.facet.nn.checkpoint.Checkpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The GPU's kernels, run by the SIMT device, train as the CPU does: VGG13 with batch norm, dropout, ECLoss, momentum and weight
 * decay, from the same start on the same batches. The device's memory is out of the host's reach, as a GPU's is, so this goes
 * every way that data take to and from a GPU.
 */
class SimtTrainingTest {
    private static final VggConfig TINY = new VggConfig(13, true, 1 / 16.0, 32, 3, 4, 0.2);
    private static final int STEPS = 3;

    /**
     * Of single-precision sums in another order, through thirteen layers and back, three times; 3e-6 was seen. The module's tests
     * set FACET_TF32=0: tensor cores round so much that some activations change their sign, and then the comparison says little.
     */
    private static final double TOLERANCE = 1e-4;

    @TempDir
    Path folder;

    private record Training(Recorder recorder, Map<String, float[]> start, Map<String, float[]> end, Path checkpoint) {}

    @Test
    void trainsAsTheCpuDoes() {
        Training cpu = train("cpu");
        Training simt = train("simt");
        assertThat(simt.start).usingRecursiveComparison().isEqualTo(cpu.start);
        List<StepMetrics> steps = simt.recorder.steps;
        assertThat(steps).hasSize(STEPS);
        for (int i = 0; i < STEPS; i++) {
            StepMetrics expected = cpu.recorder.steps.get(i);
            assertThat(steps.get(i).crossEntropy())
                    .isCloseTo(expected.crossEntropy(), within(TOLERANCE * expected.crossEntropy()));
            assertThat(steps.get(i).ecLoss()).isCloseTo(expected.ecLoss(), within(TOLERANCE));
        }
        double moved = distance(cpu.start, cpu.end);
        assertThat(moved).isPositive();
        assertThat(distance(cpu.end, simt.end)).isLessThan(TOLERANCE * moved);
    }

    @Test
    void aCheckpointMovesFromDeviceToDevice() {
        Training simt = train("simt");
        float[] images = new float[2 * 32 * 32 * 3];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) Math.sin(0.1 * i);
        }
        float[][] embeddings = new float[2][];
        for (String name : List.of("cpu", "simt")) {
            try (Device device = Device.open(name, 1);
                    TrainedNetwork network = Checkpoint.load(simt.checkpoint, device)) {
                assertThat(network.variables().get("fc8.bias").toFloats()).isEqualTo(simt.end.get("fc8.bias"));
                embeddings[name.equals("cpu") ? 0 : 1] = network.embed(images)[1];
            }
        }
        double size = 0;
        double error = 0;
        for (int i = 0; i < embeddings[0].length; i++) {
            size += Math.pow(embeddings[0][i], 2);
            error += Math.pow(embeddings[0][i] - embeddings[1][i], 2);
        }
        assertThat(Math.sqrt(error)).isLessThan(TOLERANCE * Math.sqrt(size));
    }

    /** Each step but an epoch's first is fed beside the one before it, and what was fed is not lost where a training is cut. */
    @Test
    void aTrainingFedBesideItsStepsIsCutAndResumed() {
        TrainingConfig config = TrainerTest.config(2);
        Path file = folder.resolve("cut.safetensors");
        try (Device device = Device.open("simt", 1)) {
            Map<String, float[]> expected;
            try (Trainer trainer =
                    Trainer.of(new Vgg(TINY), config, batches(), device).build()) {
                trainer.train();
                expected = TrainerTest.copy(trainer.variables());
            }
            StopAfter stopper = new StopAfter(2);
            try (Trainer trainer = Trainer.of(new Vgg(TINY), config, batches(), device)
                    .listener(stopper)
                    .checkpoints(CheckpointPolicy.everyEpoch(file))
                    .build()) {
                stopper.trainer = trainer;
                trainer.train();
            }
            try (Trainer trainer = Trainer.resuming(file, batches(), device).build()) {
                trainer.train();
                assertThat(TrainerTest.copy(trainer.variables()))
                        .usingRecursiveComparison()
                        .isEqualTo(expected);
            }
        }
    }

    private static PatternBatches batches() {
        return new PatternBatches(32, 4, 4, STEPS, false);
    }

    private Training train(String name) {
        Recorder recorder = new Recorder();
        Path file = folder.resolve(name + ".safetensors");
        TrainingConfig config = TrainerTest.ecLoss(TrainerTest.config(1));
        try (Device device = Device.open(name, 1);
                Trainer trainer = Trainer.of(new Vgg(TINY), config, batches(), device)
                        .listener(recorder)
                        .checkpoints(CheckpointPolicy.everyEpoch(file))
                        .build()) {
            Map<String, float[]> start = TrainerTest.copy(trainer.variables());
            trainer.train();
            return new Training(recorder, start, TrainerTest.copy(trainer.variables()), file);
        }
    }

    private static double distance(Map<String, float[]> a, Map<String, float[]> b) {
        double sum = 0;
        for (Map.Entry<String, float[]> entry : a.entrySet()) {
            float[] other = b.get(entry.getKey());
            for (int i = 0; i < other.length; i++) {
                sum += Math.pow(entry.getValue()[i] - other[i], 2);
            }
        }
        return Math.sqrt(sum);
    }
}
