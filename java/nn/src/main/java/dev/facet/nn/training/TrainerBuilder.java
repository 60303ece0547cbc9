package dev.facet.nn.training;

import com.google.gson.JsonObject;
import dev.facet.engine.Device;
import dev.facet.engine.Recomputation;
import dev.facet.engine.Variables;
import dev.facet.nn.Network;
import dev.facet.nn.checkpoint.Checkpoint;
import dev.facet.nn.checkpoint.CheckpointException;
import dev.facet.nn.checkpoint.CheckpointInfo;
import dev.facet.nn.checkpoint.DataDescription;
import dev.facet.nn.heads.TargetKind;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/** The options of a {@link Trainer}; see {@link Trainer#of} and {@link Trainer#resuming}. */
public final class TrainerBuilder {
    final Network network;
    final TrainingConfig config;
    final BatchStream source;
    final Device device;
    BatchStream validation;
    ValidationMeasure measure;
    Path best;
    Consumer<Variables> weights = variables -> {};
    CheckpointPolicy policy;
    DataDescription data = DataDescription.UNKNOWN;
    TrainingListener listener = new ListenerGroup();
    Recomputation recomputation = Recomputation.NONE;
    Path resumeFrom;

    TrainerBuilder(Network network, TrainingConfig config, BatchStream source, Device device) {
        this.network = Objects.requireNonNull(network, "network");
        this.config = Objects.requireNonNull(config, "config");
        this.source = Objects.requireNonNull(source, "source");
        this.device = Objects.requireNonNull(device, "device");
        BatchFeed.requireFit(network, source, "training");
        if (config.labelSmoothing() > 0 && network.head().objective().targets() != TargetKind.CLASSES) {
            throw new IllegalArgumentException("label smoothing is for classes; the head is "
                    + network.head().objective().name());
        }
    }

    /** Judged after every epoch; must begin an epoch each time, as a source that is read in whole epochs does. */
    public TrainerBuilder validation(BatchStream value) {
        BatchFeed.requireFit(network, value, "validation");
        validation = value;
        return this;
    }

    /** Taken after every epoch; plateaus and the best weights are then judged by it. */
    public TrainerBuilder measure(ValidationMeasure value) {
        measure = value;
        return this;
    }

    /**
     * Keeps the checkpoint of the best epoch so far, by the validation measure, or without one by the validation loss.
     *
     * @param file replaced atomically each time
     */
    public TrainerBuilder keepBest(Path file) {
        best = file;
        return this;
    }

    /**
     * Replaces some or all initial weights before the first step, e.g. by those of a network trained elsewhere. Not used
     * when a training is resumed.
     */
    public TrainerBuilder weights(Consumer<Variables> initial) {
        weights = Objects.requireNonNull(initial, "initial");
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

    /**
     * Computes activations again for the gradients instead of keeping them, so that larger batches fit. Changes no bit of the
     * result, so that it may differ from one resumption to the next.
     */
    public TrainerBuilder recomputation(Recomputation value) {
        recomputation = Objects.requireNonNull(value, "recomputation");
        return this;
    }

    /** Told of steps, epochs and checkpoints. */
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
        if (best != null && measure == null && validation == null) {
            throw new IllegalStateException(
                    "the best weights can be kept only with a validation source or measure to judge them by");
        }
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
