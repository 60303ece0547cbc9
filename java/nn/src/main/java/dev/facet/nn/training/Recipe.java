package dev.facet.nn.training;

import dev.facet.nn.ecloss.BetaSchedule;
import dev.facet.nn.ecloss.EcLossConfig;

/**
 * A published way to train a face network: the optimizer's side, and how pictures are brought to it. What a source does not say
 * is said here.
 *
 * @param name as the command line calls it
 * @param training everything that decides the numbers but network and data; epochs and seed are to be chosen
 * @param batchSize images a step
 * @param shortestSide to which a picture's shorter side is resized, in pixels, before a square is cut out
 * @param crop side of the square cut out at random, in pixels: the network's input
 * @param greyscale share of pictures whose colour is removed
 * @param identityUniform whether a person is drawn first and then one of the person's pictures
 */
public record Recipe(
        String name,
        TrainingConfig training,
        int batchSize,
        int shortestSide,
        int crop,
        double greyscale,
        boolean identityUniform) {
    private static final int EPOCHS = 30;
    private static final int PATIENCE = 3;

    public Recipe {
        if (batchSize < 1 || crop < 1 || shortestSide < crop || !(greyscale >= 0 && greyscale <= 1)) {
            throw new IllegalArgumentException("recipe " + name
                    + " needs a batch size of at least 1, 1 <= crop <= shortest side and a greyscale share in [0, 1]; got "
                    + batchSize + ", " + crop + ", " + shortestSide + ", " + greyscale);
        }
    }

    /**
     * Attribute probing (Diniz, UFMG 2021): identities sampled uniformly, a fifth of the pictures greyscale, shorter side 256,
     * random 224 crops, SGD at 0.005 divided by ten on plateaus, batches of 64, softmax; the weights of the epoch with the
     * best verification accuracy are kept ({@link TrainerBuilder#keepBest}).
     *
     * <p>Ours: momentum 0.9, weight decay 5e-4, a plateau is three epochs without improvement, 30 epochs.
     */
    public static Recipe probing() {
        TrainingConfig training =
                TrainingConfig.defaults(EPOCHS).withLearningRate(LearningRate.plateau(0.005, 0.1, PATIENCE));
        return new Recipe("probing", training, 64, 256, 224, 0.2, true);
    }

    /**
     * Softmax and ECLoss (Lin et al. 2022, arXiv 2207.02179): SGD at 0.03, batches of 64, 224 pixels, α = 1, with our
     * recommended settings of ECLoss and its weight; {@link EcLossConfig#paper} and {@link BetaSchedule#paper} are the
     * paper's own.
     *
     * <p>Ours: momentum 0.9, weight decay 5e-4, a constant rate, 30 epochs, whole pictures (the paper crops faces by a detector).
     */
    public static Recipe ecloss() {
        TrainingConfig training = TrainingConfig.defaults(EPOCHS)
                .withLearningRate(LearningRate.constant(0.03))
                .withEcLoss(EcLossConfig.defaults(), BetaSchedule.defaults());
        return new Recipe("ecloss", training, 64, 224, 224, 0, false);
    }

    /** With pictures and input scaled to another input size. */
    public Recipe withInput(int pixels) {
        int side = Math.toIntExact(Math.round((double) shortestSide * pixels / crop));
        return new Recipe(name, training, batchSize, side, pixels, greyscale, identityUniform);
    }

    /** This with that many images a step. */
    public Recipe withBatchSize(int images) {
        return new Recipe(name, training, images, shortestSide, crop, greyscale, identityUniform);
    }
}
