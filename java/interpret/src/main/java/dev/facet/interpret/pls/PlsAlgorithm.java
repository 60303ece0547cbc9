package dev.facet.interpret.pls;

/** Equivalent ways to the same components (docs/probing.md compares them). */
public enum PlsAlgorithm {
    /** The features are neither copied nor deflated: one pass a component for all targets, scores orthogonalised twice. */
    UNDEFLATED,
    /** The textbook's: the features are copied and deflated after every component. The oracle; slow. */
    NIPALS,
    /** On the matrix of the rows' inner products: features are read twice, however many targets and components there are. */
    SHARED_KERNEL
}
