package example;

import dev.facet.engine.Device;
import dev.facet.faces.Augmentation;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.ImageBatches;
import dev.facet.nn.Network;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import dev.facet.nn.ecloss.BetaSchedule;
import dev.facet.nn.ecloss.EcLossConfig;
import dev.facet.nn.training.CheckpointPolicy;
import dev.facet.nn.training.Trainer;
import dev.facet.nn.training.TrainingConfig;
import dev.facet.nn.training.TrainingResult;
import java.nio.file.Path;

/** Trains a small network to tell the people of a data set apart, with ECLoss, and leaves a checkpoint. */
public final class TrainOnFaces {

    private TrainOnFaces() {}

    /** Any data set will do: {@code DataFormats.open(path).faces()} reads those on disk. */
    public static TrainingResult train(FaceDataset faces, int epochs, Path checkpoint) {
        VggConfig sizes = VggConfig.of(11, faces.identities().size()).withWidth(1 / 8.0).withInput(64);
        Network network = new Vgg(sizes.withBatchNorm(true));
        TrainingConfig config =
                TrainingConfig.defaults(epochs).withEcLoss(EcLossConfig.defaults(), BetaSchedule.defaults());
        try (Device device = Device.cpu();
                ImageBatches batches = ImageBatches.of(faces)
                        .size(network.inputSize())
                        .batchSize(8)
                        .augmentation(Augmentation.standard())
                        .open();
                Trainer trainer = Trainer.of(network, config, batches, device)
                        .checkpoints(CheckpointPolicy.everyEpoch(checkpoint))
                        .build()) {
            return trainer.train();
        }
    }
}
