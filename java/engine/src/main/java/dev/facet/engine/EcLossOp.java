package dev.facet.engine;

/**
 * Options of {@link Graph#ecLoss}: the explainable-channel loss of Lin et al. 2022, in the family
 * MI_λ = mean KL(p_m ‖ uniform) − λ · KL(p̄ ‖ uniform) (docs/ops.md).
 *
 * @param lambda weight of the marginal term, 0 to 1; the paper's mutual information is 1
 * @param perChannelMarginal the marginal p̄ is taken over the images of one channel instead of over all maps
 * @param normalise divides every map by its root mean square first (a constant in the gradient)
 * @param orbits how many orbits of mirror images the templates begin with: rows 4o, 4o + 1, 4o + 2 and 4o + 3 are a template, its
 *     left-right mirror, its top-bottom mirror and both. Nothing but the speed depends on it; a false claim fails the run
 */
public record EcLossOp(double lambda, boolean perChannelMarginal, boolean normalise, int orbits) {
    public EcLossOp {
        if (orbits < 0) {
            throw new IllegalArgumentException("The templates of ECLoss have 0 mirror orbits or more, not " + orbits);
        }
        if (!(lambda >= 0 && lambda <= 1)) {
            throw new IllegalArgumentException("The lambda of ECLoss is in 0 to 1, not " + lambda);
        }
    }

    /** With templates of which no mirror orbits are known. */
    public EcLossOp(double lambda, boolean perChannelMarginal, boolean normalise) {
        this(lambda, perChannelMarginal, normalise, 0);
    }
}
