package dev.facet.nn.training;

import com.google.gson.JsonObject;
import dev.facet.nn.ecloss.BetaSchedule;
import dev.facet.nn.ecloss.EcLossConfig;
import dev.facet.nn.internal.JsonFields;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything that decides a training's numbers, besides the network, the data and the device.
 *
 * @param epochs passes over the data, at least 1
 * @param learningRate the schedule
 * @param momentum of SGD, in [0, 1)
 * @param nesterov Nesterov's variant
 * @param weightDecay added to the gradient of weights; biases and batch-norm parameters are spared
 * @param labelSmoothing ε of the targets (1 − ε)·onehot + ε/K, in [0, 1); for heads that learn classes
 * @param alpha weight of the head's loss
 * @param ecLoss settings of ECLoss; empty trains with the head's loss alone
 * @param beta its weight over time; not used without ECLoss
 * @param seed of the initial weights and of dropout
 * @param lossScaling what the loss is multiplied by while it is differentiated; empty: nothing
 */
public record TrainingConfig(
        int epochs,
        LearningRate learningRate,
        double momentum,
        boolean nesterov,
        double weightDecay,
        double labelSmoothing,
        double alpha,
        Optional<EcLossConfig> ecLoss,
        BetaSchedule beta,
        long seed,
        Optional<LossScaling> lossScaling) {

    public TrainingConfig {
        if (epochs < 1) {
            throw new IllegalArgumentException("training needs at least 1 epoch, got " + epochs);
        }
        if (!(momentum >= 0 && momentum < 1) || !(weightDecay >= 0) || !(labelSmoothing >= 0 && labelSmoothing < 1)) {
            throw new IllegalArgumentException(
                    "training needs 0 <= momentum < 1, weight decay >= 0, 0 <= label smoothing < 1; got " + momentum
                            + ", " + weightDecay + ", " + labelSmoothing);
        }
        if (!(alpha > 0 && Double.isFinite(alpha))) {
            throw new IllegalArgumentException("alpha must be positive, got " + alpha);
        }
    }

    /** Softmax training: cosine from 0.05 with half an epoch of warm-up, momentum 0.9, weight decay 5e-4, seed 1. */
    public static TrainingConfig defaults(int epochs) {
        return new TrainingConfig(
                epochs,
                LearningRate.cosine(0.05, 0.5),
                0.9,
                false,
                5e-4,
                0,
                1,
                Optional.empty(),
                BetaSchedule.defaults(),
                1,
                Optional.empty());
    }

    /** This with that many passes over the data. */
    public TrainingConfig withEpochs(int value) {
        return with(draft -> draft.epochs = value);
    }

    /** This with another schedule. */
    public TrainingConfig withLearningRate(LearningRate value) {
        return with(draft -> draft.learningRate = value);
    }

    /** This with another momentum, Nesterov's variant or not, and another weight decay. */
    public TrainingConfig withOptimizer(double momentum, boolean nesterov, double weightDecay) {
        return with(draft -> {
            draft.momentum = momentum;
            draft.nesterov = nesterov;
            draft.weightDecay = weightDecay;
        });
    }

    /** This with another ε of the targets, in [0, 1). */
    public TrainingConfig withLabelSmoothing(double value) {
        return with(draft -> draft.labelSmoothing = value);
    }

    /** This with another weight of the head's loss. */
    public TrainingConfig withAlpha(double value) {
        return with(draft -> draft.alpha = value);
    }

    /** This with ECLoss besides, and its weight over time. */
    public TrainingConfig withEcLoss(EcLossConfig config, BetaSchedule schedule) {
        return with(draft -> {
            draft.ecLoss = Optional.of(config);
            draft.beta = schedule;
        });
    }

    /** This with another seed of initial weights and dropout. */
    public TrainingConfig withSeed(long value) {
        return with(draft -> draft.seed = value);
    }

    /** This with the loss multiplied while it is differentiated, so that gradients stay in the range of 16-bit floats. */
    public TrainingConfig withLossScaling(LossScaling value) {
        return with(draft -> draft.lossScaling = Optional.of(value));
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("epochs", epochs);
        json.add("learning_rate", learningRate.toJson());
        json.addProperty("momentum", momentum);
        json.addProperty("nesterov", nesterov);
        json.addProperty("weight_decay", weightDecay);
        json.addProperty("label_smoothing", labelSmoothing);
        json.addProperty("alpha", alpha);
        ecLoss.ifPresent(config -> json.add("ecloss", config.toJson()));
        json.add("beta", beta.toJson());
        json.addProperty("seed", seed);
        lossScaling.ifPresent(scaling -> json.add("loss_scaling", scaling.toJson()));
        return json;
    }

    public static TrainingConfig fromJson(JsonObject json) {
        JsonFields fields = new JsonFields(json, "training configuration")
                .only(
                        "epochs",
                        "learning_rate",
                        "momentum",
                        "nesterov",
                        "weight_decay",
                        "label_smoothing",
                        "alpha",
                        "ecloss",
                        "beta",
                        "seed",
                        "loss_scaling");
        return new TrainingConfig(
                fields.integer("epochs"),
                LearningRate.fromJson(fields.object("learning_rate")),
                fields.number("momentum"),
                fields.bool("nesterov"),
                fields.number("weight_decay"),
                fields.number("label_smoothing"),
                fields.number("alpha"),
                fields.has("ecloss") ? Optional.of(EcLossConfig.fromJson(fields.object("ecloss"))) : Optional.empty(),
                BetaSchedule.fromJson(fields.object("beta")),
                fields.longInteger("seed"),
                fields.has("loss_scaling")
                        ? Optional.of(LossScaling.fromJson(fields.object("loss_scaling")))
                        : Optional.empty());
    }

    private TrainingConfig with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.config();
    }

    /** The settings while one of them changes. */
    private static final class Draft {
        private int epochs;
        private LearningRate learningRate;
        private double momentum;
        private boolean nesterov;
        private double weightDecay;
        private double labelSmoothing;
        private double alpha;
        private Optional<EcLossConfig> ecLoss;
        private BetaSchedule beta;
        private long seed;
        private Optional<LossScaling> lossScaling;

        Draft(TrainingConfig config) {
            epochs = config.epochs;
            learningRate = config.learningRate;
            momentum = config.momentum;
            nesterov = config.nesterov;
            weightDecay = config.weightDecay;
            labelSmoothing = config.labelSmoothing;
            alpha = config.alpha;
            ecLoss = config.ecLoss;
            beta = config.beta;
            seed = config.seed;
            lossScaling = config.lossScaling;
        }

        TrainingConfig config() {
            return new TrainingConfig(
                    epochs,
                    learningRate,
                    momentum,
                    nesterov,
                    weightDecay,
                    labelSmoothing,
                    alpha,
                    ecLoss,
                    beta,
                    seed,
                    lossScaling);
        }
    }
}
