package dev.facet.nn.ecloss;

/** The weight of one feature map in the sum over maps. */
public enum Reduction {
    /** P(x) = 1/(number of maps): the loss does not depend on batch size and channels. */
    MEAN,
    /** The paper's P(x) = 1/|T| for every map: (maps/|T|) times the mean, 82 times at batch 64, 512 channels, |T| = 400. */
    PAPER_SUM
}
