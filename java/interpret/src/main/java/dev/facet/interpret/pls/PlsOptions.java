package dev.facet.interpret.pls;

/**
 * How to fit.
 *
 * @param components at most so many; a fit stops earlier, and says so, when the features or the target are exhausted
 * @param scaling what is done to every feature first
 * @param algorithm the way
 * @param memoryBytes what a fit may take beside the features, for weights, loadings and rotations of the targets that are fitted
 *     together; targets are fitted in groups that keep to it
 * @param keepWeights whether models keep loading weights, loadings and means (3 times the memory); rotations, VIP and scores are
 *     always kept
 */
public record PlsOptions(
        int components, Scaling scaling, PlsAlgorithm algorithm, long memoryBytes, boolean keepWeights) {
    private static final long DEFAULT_MEMORY = 1L << 30;

    public PlsOptions {
        if (components < 1) {
            throw new IllegalArgumentException("A fit has at least one component, not " + components);
        }
        if (memoryBytes < 1) {
            throw new IllegalArgumentException("A fit needs memory, not " + memoryBytes + " bytes");
        }
    }

    /** That many components, centred features, the undeflated algorithm, 1 GiB, without weights. */
    public static PlsOptions components(int components) {
        return new PlsOptions(components, Scaling.CENTRE, PlsAlgorithm.UNDEFLATED, DEFAULT_MEMORY, false);
    }

    public PlsOptions scaling(Scaling other) {
        return new PlsOptions(components, other, algorithm, memoryBytes, keepWeights);
    }

    public PlsOptions algorithm(PlsAlgorithm other) {
        return new PlsOptions(components, scaling, other, memoryBytes, keepWeights);
    }

    public PlsOptions memoryBytes(long other) {
        return new PlsOptions(components, scaling, algorithm, other, keepWeights);
    }

    public PlsOptions keepWeights(boolean other) {
        return new PlsOptions(components, scaling, algorithm, memoryBytes, other);
    }
}
