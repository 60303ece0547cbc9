package dev.facet.cli;

import dev.facet.engine.Device;
import dev.facet.engine.Recomputation;
import dev.facet.faces.Augmentation;
import dev.facet.faces.DataFingerprint;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.ImageBatches;
import dev.facet.faces.NumberedPictures;
import dev.facet.nn.Network;
import dev.facet.nn.checkpoint.DataDescription;
import dev.facet.nn.heads.TargetKind;
import dev.facet.nn.training.BatchStream;
import dev.facet.nn.training.CheckpointPolicy;
import dev.facet.nn.training.Trainer;
import dev.facet.nn.training.TrainerBuilder;
import dev.facet.nn.training.TrainingConfig;
import dev.facet.nn.training.TrainingListener;
import dev.facet.nn.training.TrainingLog;
import dev.facet.nn.training.TrainingResult;
import dev.facet.nn.training.ValidationMeasure;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One training with its files: {@code checkpoint.safetensors} and {@code training.jsonl} in a folder of its own, and
 * {@code best.safetensors} where a measure judges the epochs.
 *
 * @param name shown beside the progress bar
 * @param folder where the files go
 * @param training what to learn from
 * @param validation judged after every epoch; may be null
 * @param measure judges every epoch; may be null
 * @param pictures how they become the network's input
 * @param batchSize pictures a step
 * @param recomputation which activations are computed again instead of kept
 * @param seed of the order and the variations of the pictures
 */
record TrainingRun(
        String name,
        Path folder,
        FaceDataset training,
        FaceDataset validation,
        ValidationMeasure measure,
        PictureRules pictures,
        int batchSize,
        Recomputation recomputation,
        long seed) {

    Path checkpoint() {
        return folder.resolve("checkpoint.safetensors");
    }

    Path best() {
        return folder.resolve("best.safetensors");
    }

    Path log() {
        return folder.resolve("training.jsonl");
    }

    TrainingResult start(Network network, TrainingConfig config, Device device, TrainingListener listener) {
        try (ImageBatches batches = batches(network)) {
            return run(Trainer.of(network, config, stream(network, batches, training), device), network, listener);
        }
    }

    /** Goes on from the folder's checkpoint, with the network and settings that are saved there. */
    TrainingResult resume(Network network, Device device, TrainingListener listener) {
        try (ImageBatches batches = batches(network)) {
            return run(Trainer.resuming(checkpoint(), stream(network, batches, training), device), network, listener);
        }
    }

    boolean canResume() {
        return Files.exists(checkpoint());
    }

    // A StopOnInterrupt is only opened and closed; javac would have it used.
    @SuppressWarnings("try")
    private TrainingResult run(TrainerBuilder builder, Network network, TrainingListener listener) {
        try (TrainingProgress bar = new TrainingProgress(name);
                TrainingLog log = new TrainingLog(log());
                ImageBatches judged = validation == null ? null : judgedBatches(network)) {
            if (judged != null) {
                builder.validation(stream(network, judged, validation));
            }
            if (measure != null) {
                builder.measure(measure).keepBest(best());
            }
            builder.recomputation(recomputation)
                    .checkpoints(CheckpointPolicy.everyEpoch(checkpoint()))
                    .data(new DataDescription(training.name(), training.size(), DataFingerprint.of(training)))
                    .listener(TrainingListener.all(bar, log, listener));
            try (Trainer trainer = builder.build();
                    StopOnInterrupt stop = new StopOnInterrupt(trainer::requestStop)) {
                if (recomputation.isOn()) {
                    System.out.println("A step: " + trainer.plan().describe());
                }
                return trainer.train();
            }
        }
    }

    private BatchStream stream(Network network, ImageBatches batches, FaceDataset faces) {
        return learnsRows(network) ? new AttributeSource(batches, faces, faces.attributes()) : batches;
    }

    private ImageBatches batches(Network network) {
        return ImageBatches.of(labelled(network, training))
                .size(network.inputSize())
                .batchSize(batchSize)
                .framing(pictures.framing())
                .augmentation(pictures.augmentation())
                .identityUniform(pictures.identityUniform())
                .people(training)
                .cacheFile(pictures.cacheFile("training"))
                .seed(seed)
                .open();
    }

    private ImageBatches judgedBatches(Network network) {
        return ImageBatches.of(labelled(network, validation))
                .size(network.inputSize())
                .batchSize(batchSize)
                .framing(pictures.framing().centred())
                .augmentation(Augmentation.NONE)
                .cacheFile(pictures.cacheFile("validation"))
                .ordered()
                .open();
    }

    private static FaceDataset labelled(Network network, FaceDataset faces) {
        return learnsRows(network) ? new NumberedPictures(faces) : faces;
    }

    private static boolean learnsRows(Network network) {
        return network.head().objective().targets() == TargetKind.ROWS;
    }
}
