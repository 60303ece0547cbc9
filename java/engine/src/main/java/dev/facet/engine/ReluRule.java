package dev.facet.engine;

/**
 * What a ReLU passes back: dx from its result y and dy. The order is the rule's code in programs. ReLU6 and other clips from 0 on
 * follow the rule too, [y>0] being [0&lt;y&lt;max] there; leaky and parametric ReLU always take their gradient.
 */
public enum ReluRule {
    /** dy·[y>0], the gradient. */
    EXACT,
    /** dy·[y>0]·[dy>0], guided backpropagation (Springenberg et al. 2015). */
    GUIDED,
    /** dy·[dy>0], the deconvnet rule (Zeiler and Fergus 2014). */
    DECONVNET
}
