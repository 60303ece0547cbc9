package dev.facet.nn.ecloss;

/** How the templates are drawn from all one-peak, two-peak and negative templates of a map. Every mode is seedless. */
public enum TemplateMode {
    /**
     * The paper's words taken literally: evenly spaced entries of the ordered list (all ordered two-peak pairs, then all
     * one-peak templates, then the negative one). At 14×14 and 400 templates that is 397 two-peak, 2 one-peak and 1
     * negative.
     */
    EVEN_LIST,
    /**
     * Every one-peak template (evenly thinned to 49 % of the count on maps with more cells than that), evenly spaced
     * unordered pairs for the rest, and the negative one. At 14×14 and 400 templates: 196 + 203 + 1.
     */
    STRATIFIED,
    /**
     * As stratified, but closed under left-right and top-bottom mirroring, so that no side of a face is preferred and ECLoss needs
     * about a quarter of the multiplications: evenly spaced orbits of mirror images. The number may fall short of the count by what
     * does not fill an orbit. At 14×14 and 400 templates: 196 + 202 + 1.
     */
    SYMMETRIC,
    /** All one-peak templates, all unordered pairs, the negative one: 19 307 at 14×14. The count is not used. */
    FULL
}
