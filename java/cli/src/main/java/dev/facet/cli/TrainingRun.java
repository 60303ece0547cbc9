package dev.facet.cli;

import dev.facet.engine.Device;
import dev.facet.faces.Augmentation;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.ImageBatches;
import dev.facet.nn.Network;
import dev.facet.nn.checkpoint.DataDescription;
import dev.facet.nn.training.CheckpointPolicy;
import dev.facet.nn.training.Trainer;
import dev.facet.nn.training.TrainerBuilder;
import dev.facet.nn.training.TrainingConfig;
import dev.facet.nn.training.TrainingListener;
import dev.facet.nn.training.TrainingLog;
import dev.facet.nn.training.TrainingResult;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One training with its files: {@code checkpoint.safetensors} and {@code training.jsonl} in a folder of its own.
 *
 * @param name shown beside the progress bar
 * @param folder where the files go
 * @param training what to learn from
 * @param validation judged after every epoch; may be null
 * @param augmentation how pictures are varied
 * @param batchSize pictures a step
 * @param seed of the order and the variations of the pictures
 */
record TrainingRun(
        String name,
        Path folder,
        FaceDataset training,
        FaceDataset validation,
        Augmentation augmentation,
        int batchSize,
        long seed) {

    Path checkpoint() {
        return folder.resolve("checkpoint.safetensors");
    }

    Path log() {
        return folder.resolve("training.jsonl");
    }

    TrainingResult start(Network network, TrainingConfig config, Device device, TrainingListener listener) {
        try (ImageBatches batches = batches(network.inputSize())) {
            return run(Trainer.of(network, config, new PipelineSource(batches), device), network.inputSize(), listener);
        }
    }

    /** Goes on from the folder's checkpoint, with the network and settings that are saved there. */
    TrainingResult resume(Network network, Device device, TrainingListener listener) {
        try (ImageBatches batches = batches(network.inputSize())) {
            return run(
                    Trainer.resuming(checkpoint(), new PipelineSource(batches), device), network.inputSize(), listener);
        }
    }

    boolean canResume() {
        return Files.exists(checkpoint());
    }

    // A StopOnInterrupt is only opened and closed; javac would have it used.
    @SuppressWarnings("try")
    private TrainingResult run(TrainerBuilder builder, int inputSize, TrainingListener listener) {
        try (TrainingProgress bar = new TrainingProgress(name);
                TrainingLog log = new TrainingLog(log());
                ImageBatches judged = validation == null ? null : judgedBatches(inputSize)) {
            if (judged != null) {
                builder.validation(new PipelineSource(judged));
            }
            builder.checkpoints(CheckpointPolicy.everyEpoch(checkpoint()))
                    .data(new DataDescription(training.name(), training.size(), ""))
                    .listener(TrainingListener.all(bar, log, listener));
            try (Trainer trainer = builder.build();
                    StopOnInterrupt stop = new StopOnInterrupt(trainer)) {
                return trainer.train();
            }
        }
    }

    private ImageBatches batches(int inputSize) {
        return ImageBatches.of(training)
                .size(inputSize)
                .batchSize(batchSize)
                .augmentation(augmentation)
                .seed(seed)
                .open();
    }

    private ImageBatches judgedBatches(int inputSize) {
        return ImageBatches.of(validation)
                .size(inputSize)
                .batchSize(batchSize)
                .ordered()
                .open();
    }
}
