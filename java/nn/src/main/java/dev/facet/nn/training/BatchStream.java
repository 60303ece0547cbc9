package dev.facet.nn.training;

/**
 * An endless stream of batches of images with their targets, cut into epochs. Called from the training thread only; decoding
 * and augmentation may run elsewhere, but the sequence must depend on nothing but the stream's own seed and position. Within an
 * epoch a training takes one batch ahead of its steps; stopped, it seeks back to where the steps are.
 *
 * @see BatchSource for class labels
 * @see RowBatchSource for rows of numbers
 */
public sealed interface BatchStream permits BatchSource, RowBatchSource {
    /** N, images per batch; the same for every batch. */
    int batchSize();

    /** Batches per epoch, at least 1. */
    int batchesPerEpoch();

    /** Where the stream stands, between batches: opaque, short, for {@link #seek}. */
    String position();

    /**
     * Continues at a position: the batches that follow are those that followed when {@link #position()} returned it.
     *
     * @throws IllegalArgumentException if the text is not a position of such a stream
     */
    void seek(String position);
}
