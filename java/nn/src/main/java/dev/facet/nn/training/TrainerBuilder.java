package dev.facet.nn.training;

import com.google.gson.JsonObject;
import dev.facet.engine.Device;
import dev.facet.nn.Network;
import dev.facet.nn.checkpoint.Checkpoint;
import dev.facet.nn.checkpoint.CheckpointException;
import dev.facet.nn.checkpoint.CheckpointInfo;
import dev.facet.nn.checkpoint.DataDescription;
import java.nio.file.Path;
import java.util.Objects;

/** The options of a {@link Trainer}; see {@link Trainer#of} and {@link Trainer#resuming}. */
public final class TrainerBuilder {
    final Network network;
    final TrainingConfig config;
    final BatchSource source;
    final Device device;
    BatchSource validation;
    CheckpointPolicy policy;
    DataDescription data = DataDescription.UNKNOWN;
    TrainingListener listener = new ListenerGroup();
    Path resumeFrom;

    TrainerBuilder(Network network, TrainingConfig config, BatchSource source, Device device) {
        this.network = Objects.requireNonNull(network, "network");
        this.config = Objects.requireNonNull(config, "config");
        this.source = Objects.requireNonNull(source, "source");
        this.device = Objects.requireNonNull(device, "device");
        if (source.batchSize() < 1 || source.batchesPerEpoch() < 1) {
            throw new IllegalArgumentException("a batch source needs at least one batch of one image, got "
                    + source.batchesPerEpoch() + " batches of " + source.batchSize());
        }
    }

    /** Judged after every epoch; must begin an epoch each time, as a source that is read in whole epochs does. */
    public TrainerBuilder validation(BatchSource value) {
        validation = value;
        return this;
    }

    /** Saves during and after training; without it nothing is written. */
    public TrainerBuilder checkpoints(CheckpointPolicy value) {
        policy = value;
        return this;
    }

    /** Goes into the checkpoint's provenance. */
    public TrainerBuilder data(DataDescription value) {
        data = Objects.requireNonNull(value, "data");
        return this;
    }

    public TrainerBuilder listener(TrainingListener value) {
        listener = Objects.requireNonNull(value, "listener");
        return this;
    }

    /**
     * Goes on from a checkpoint of the same network and configuration.
     *
     * @throws IllegalArgumentException if they differ, naming how
     */
    public TrainerBuilder resumeFrom(Path checkpoint) {
        CheckpointInfo info = Checkpoint.info(checkpoint);
        JsonObject saved = configOf(checkpoint, info).toJson();
        if (!saved.equals(config.toJson())) {
            throw new IllegalArgumentException(checkpoint + ": was trained with other settings: " + saved + ", not "
                    + config.toJson() + "; resume with the same settings or start a new training");
        }
        if (!info.network().architecture().equals(network.architecture())
                || !info.network().config().equals(network.config())) {
            throw new IllegalArgumentException(
                    checkpoint + ": holds the network " + info.network().config() + ", not " + network.config()
                            + "; resume with the same network or start a new training");
        }
        resumeFrom = checkpoint;
        return this;
    }

    /** Plans and compiles the training program, and sets the initial or the saved weights. The caller closes the result. */
    public Trainer build() {
        return new Trainer(this);
    }

    static TrainingConfig configOf(Path checkpoint, CheckpointInfo info) {
        if (info.training().size() == 0 || info.state().size() == 0) {
            throw new CheckpointException(
                    checkpoint, "holds weights only, no training to go on with; start a new training");
        }
        try {
            return TrainingConfig.fromJson(info.training());
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(
                    checkpoint, "its training configuration cannot be used (" + e.getMessage() + ")", e);
        }
    }
}
