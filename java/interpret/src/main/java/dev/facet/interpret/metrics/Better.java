package dev.facet.interpret.metrics;

/** Which way of a metric is the better one. */
public enum Better {
    HIGHER,
    LOWER,
    /** Neither by itself; read it beside the others. */
    NEITHER
}
