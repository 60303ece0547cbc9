package dev.facet.nn;

/** For what a network's graph is built. */
public enum Mode {
    /** Batch norm uses and updates batch statistics; dropout is active. */
    TRAINING,
    /** Batch norm uses the running statistics; dropout is absent. */
    INFERENCE
}
