package dev.facet.engine;

/**
 * Which activations that gradients read are computed a second time when they are needed, instead of being kept from the forward
 * pass: gradient checkpointing (Chen et al., "Training Deep Nets with Sublinear Memory Cost", 2016, arXiv 1604.06174). Every value
 * has the same bits as without, but where batch norm is computed in slices ({@link PlanOptions#sliceBytes()}): there values differ
 * by rounding, for what is computed again is normalised with the sums of whole batches. Running statistics are updated once, dropout
 * draws the same mask. Costs at most about one more forward pass. Without effect where memory is not reused.
 *
 * @param goal what decides how much is computed twice
 * @param activationBytes what activations may take; 0 but for {@link Goal#WITHIN}
 */
public record Recomputation(Goal goal, long activationBytes) {
    /** What decides how much is computed twice. */
    public enum Goal {
        /** Nothing is. */
        NONE,
        /** As much as makes activations smallest. */
        LEAST_MEMORY,
        /** As little as makes activations fit. */
        WITHIN
    }

    /** Everything that gradients read is kept. */
    public static final Recomputation NONE = new Recomputation(Goal.NONE, 0);

    /** The smallest activations; of plans within a few percent of that the one that computes least again. */
    public static final Recomputation LEAST_MEMORY = new Recomputation(Goal.LEAST_MEMORY, 0);

    public Recomputation {
        if (goal == Goal.WITHIN ? activationBytes <= 0 : activationBytes != 0) {
            throw new IllegalArgumentException(
                    goal == Goal.WITHIN
                            ? "Activations need more than " + activationBytes + " bytes; give a positive number"
                            : "Recomputation for " + goal + " takes no number of bytes, not " + activationBytes);
        }
    }

    /**
     * As little computed twice as makes activations fit in that many bytes. {@link Plan#of} refuses with an
     * {@link IllegalArgumentException} if they never do, and tells the least.
     */
    public static Recomputation within(long activationBytes) {
        return new Recomputation(Goal.WITHIN, activationBytes);
    }

    /** Whether anything may be computed twice. */
    public boolean isOn() {
        return goal != Goal.NONE;
    }
}
