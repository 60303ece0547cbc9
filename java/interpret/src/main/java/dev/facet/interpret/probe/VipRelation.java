package dev.facet.interpret.probe;

import dev.facet.interpret.stats.Estimate;

/**
 * Whether importance tells how well a neuron does by itself: correlations over neurons spread over the range of VIP.
 *
 * @param vip the neurons' VIP
 * @param mean their mean activation
 * @param accuracy what each tells by itself on the validation pictures: accuracy, or R² of numbers
 * @param withVip Pearson's correlation of {@code accuracy} with VIP
 * @param withMean with mean activation
 */
public record VipRelation(double[] vip, double[] mean, double[] accuracy, Estimate withVip, Estimate withMean) {
    public VipRelation {
        if (vip.length != mean.length || vip.length != accuracy.length) {
            throw new IllegalArgumentException("VIP of " + vip.length + " neurons, means of " + mean.length
                    + " and accuracies of " + accuracy.length);
        }
    }
}
