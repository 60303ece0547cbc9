package dev.facet.nn.ecloss;

/** Over which maps the marginal of the diversity term is averaged. */
public enum MarginalScope {
    /** All maps of the batch: different maps should choose different templates. */
    BATCH,
    /** The images of one channel: pushes a channel to move from image to image, the opposite of location consistency. */
    CHANNEL
}
