package dev.facet.engine;

/**
 * Options of {@link Graph#ecLoss}: the explainable-channel loss of Lin et al. 2022, in the family
 * MI_λ = mean KL(p_m ‖ uniform) − λ · KL(p̄ ‖ uniform) (docs/ops.md).
 *
 * @param lambda weight of the marginal term, 0 to 1; the paper's mutual information is 1
 * @param perChannelMarginal the marginal p̄ is taken over the images of one channel instead of over all maps
 * @param normalise divides every map by its root mean square first (a constant in the gradient)
 */
public record EcLossOp(double lambda, boolean perChannelMarginal, boolean normalise) {
    public EcLossOp {
        if (!(lambda >= 0 && lambda <= 1)) {
            throw new IllegalArgumentException("The lambda of ECLoss is in 0 to 1, not " + lambda);
        }
    }
}
