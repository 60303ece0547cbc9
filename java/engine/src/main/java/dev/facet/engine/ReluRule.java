package dev.facet.engine;

/** What a ReLU passes back: dx from its result y and dy. The order is the rule's code in programs. */
public enum ReluRule {
    /** dy·[y>0], the gradient. */
    EXACT,
    /** dy·[y>0]·[dy>0], guided backpropagation (Springenberg et al. 2015). */
    GUIDED,
    /** dy·[dy>0], the deconvnet rule (Zeiler and Fergus 2014). */
    DECONVNET
}
