package dev.facet.engine.internal;

/** A rewrite of two adjoining ops into one that computes the same. */
interface FusionRule {
    /** Name in {@link dev.facet.engine.PlanOptions}. */
    String name();

    /** Tries to fuse {@code step} with the op that computes one of its inputs; true if it did. */
    boolean apply(Schedule schedule, Step step);
}
