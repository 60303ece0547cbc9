package dev.facet.cli;

import dev.facet.engine.Recomputation;
import dev.facet.nn.training.LearningRate;
import dev.facet.nn.training.LossScaling;
import dev.facet.nn.training.Recipe;
import dev.facet.nn.training.TrainingConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to train: a published recipe or our defaults, and what is given instead. */
final class TrainingOptions {
    private static final int EPOCHS = 8;
    private static final int BATCH = 64;
    private static final int INPUT = 112;
    private static final double RATE = 0.05;
    private static final double WARMUP_EPOCHS = 0.5;
    private static final double PROBING_PEOPLE = 0.1;
    private static final long MEGABYTE = 1_000_000;

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            description = "probing (attribute probing: 0.005 divided by ten on plateaus, 256 px, random 224 crops) or "
                    + "ecloss (softmax and ECLoss: 0.03, 224 px). What is given besides replaces the recipe's.")
    private String recipe;

    @Option(names = "--input", paramLabel = "PIXELS", description = "Side of the input images (default: 112).")
    private Integer input;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the data (default: 8; recipes 30).")
    private Integer epochs;

    @Option(names = "--batch", paramLabel = "N", description = "Images a step (default: 64).")
    private Integer batch;

    @Option(
            names = "--lr",
            paramLabel = "RATE",
            description = "Highest learning rate (default: 0.05, falling as a cosine).")
    private Double learningRate;

    @Option(names = "--weight-decay", paramLabel = "W", description = "Of the weights (default: 5e-4).")
    private Double weightDecay;

    @Option(
            names = "--loss-scale",
            paramLabel = "S",
            description = {
                "What the loss is multiplied by while it is differentiated: auto (from 65536 on, halved where gradients are not finite, "
                        + "a step that is then left out, and doubled after 2000 steps in which they are), or a power of two.",
                "Default: nothing; bf16 has the range of a float and needs none."
            })
    private String lossScale;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of weights, order and variation (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--ecloss", description = "Train with ECLoss besides the head's loss.")
    private boolean ecLoss;

    @Option(
            names = "--validation-people",
            paramLabel = "SHARE",
            description = "Share of the people kept apart: after every epoch pairs of their pictures are verified, and "
                    + "the best epoch's weights are kept in best.safetensors (default: 0; with probing 0.1).")
    private Double validationPeople;

    @Option(
            names = "--recompute",
            description =
                    "Compute activations again for the gradients instead of keeping them: the same results in less memory, "
                            + "for at most one more forward pass. For larger batches.")
    private boolean recompute;

    @Option(
            names = "--activation-memory",
            paramLabel = "MB",
            description = "Recompute only as much as makes activations fit in that many megabytes.")
    private Long activationMegabytes;

    @Mixin
    private EcLossOptions ecLossOptions;

    @Mixin
    private PictureOptions pictures;

    long seed() {
        return seed;
    }

    /** Side of the input images in pixels. */
    int input() {
        if (input != null) {
            return input;
        }
        return recipe == null ? INPUT : chosen().crop();
    }

    int batch() {
        if (batch != null) {
            return batch;
        }
        return recipe == null ? BATCH : chosen().batchSize();
    }

    double validationPeople() {
        if (validationPeople != null) {
            return validationPeople;
        }
        return recipe != null && chosen().name().equals(Recipe.probing().name()) ? PROBING_PEOPLE : 0;
    }

    Recomputation recomputation() {
        if (activationMegabytes != null) {
            if (activationMegabytes < 1) {
                throw new IllegalArgumentException(
                        "--activation-memory " + activationMegabytes + ": give at least 1 megabyte");
            }
            return Recomputation.within(Math.multiplyExact(activationMegabytes, MEGABYTE));
        }
        return recompute ? Recomputation.LEAST_MEMORY : Recomputation.NONE;
    }

    PictureRules pictures() {
        return pictures.rules(recipe == null ? PictureRules.standard() : PictureRules.of(chosen()));
    }

    TrainingConfig config() {
        TrainingConfig config = recipe == null
                ? TrainingConfig.defaults(EPOCHS).withLearningRate(LearningRate.cosine(RATE, WARMUP_EPOCHS))
                : chosen().training();
        config = config.withSeed(seed);
        config = epochs == null ? config : config.withEpochs(epochs);
        config = learningRate == null
                ? config
                : config.withLearningRate(config.learningRate().withBase(learningRate));
        config = weightDecay == null ? config : config.withOptimizer(config.momentum(), config.nesterov(), weightDecay);
        config = lossScale == null ? config : config.withLossScaling(lossScaling());
        return ecLoss || config.ecLoss().isPresent()
                ? config.withEcLoss(ecLossOptions.config(), ecLossOptions.schedule())
                : config;
    }

    private LossScaling lossScaling() {
        if (lossScale.equals("auto")) {
            return LossScaling.dynamic();
        }
        try {
            return LossScaling.fixed(Double.parseDouble(lossScale));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--loss-scale " + lossScale + ": neither auto nor a number", e);
        }
    }

    private Recipe chosen() {
        Recipe chosen = switch (recipe) {
            case "probing" -> Recipe.probing();
            case "ecloss" -> Recipe.ecloss();
            default ->
                throw new IllegalArgumentException(
                        "--recipe " + recipe + ": no such recipe; known are probing and ecloss");
        };
        return input == null ? chosen : chosen.withInput(input);
    }
}
