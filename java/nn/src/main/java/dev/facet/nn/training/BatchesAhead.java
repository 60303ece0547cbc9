package dev.facet.nn.training;

import java.util.function.ToIntFunction;

/** A stream of batches, up to one batch ahead of the steps that take them: while a step computes, the next one's batch is fed. */
final class BatchesAhead {
    private final BatchStream source;
    private final ToIntFunction<BatchStream> feed;
    private String position;
    private String taken;
    private int known;
    private RuntimeException failure;

    /** @param feed moves the stream's next batch into the step's inputs and returns how many of its targets are known */
    BatchesAhead(BatchStream source, ToIntFunction<BatchStream> feed) {
        this.source = source;
        this.feed = feed;
    }

    /**
     * Sees to it that the next batch is in its place, and counts it as the step's.
     *
     * @return how many of its targets are known
     * @throws RuntimeException why it cannot be had, be it that this turned out before; the stream is left where the steps are,
     *     also if it gave the batch and what came after failed
     */
    int take() {
        if (position == null) {
            fetch();
        }
        if (failure != null) {
            giveBack();
            throw failure;
        }
        taken = position;
        position = null;
        return known;
    }

    /** Leaves the stream before the batch taken last, whose step failed: the next {@link #take} gives it again. */
    void takeBack() {
        position = taken;
        giveBack();
    }

    /** Feeds the next batch beside a step. What goes wrong is that batch's trouble, not the step's: {@link #take} throws it. */
    void fetch() {
        String before = source.position();
        try {
            known = feed.applyAsInt(source);
            failure = null;
        } catch (RuntimeException e) {
            failure = e;
        }
        position = before;
    }

    /** Where the stream stands for the steps: before a batch that none of them has taken. */
    String position() {
        return position == null ? source.position() : position;
    }

    /** Leaves the stream to others where the steps are; what was fed ahead is fetched again. */
    void giveBack() {
        if (position != null) {
            source.seek(position);
            position = null;
        }
    }
}
