package dev.facet.nn.ecloss;

/** What is done to a template's values before they are scaled by tau. */
public enum TemplateNorm {
    /** As printed in the paper. */
    NONE,
    /**
     * Mean removed and divided by the Euclidean norm, so that a two-peak template no longer dominates the one-peak
     * template it contains on non-negative maps. The negative template, constant, becomes zero: a logit of 0, which wins
     * where no peak fits.
     */
    CENTER_UNIT
}
