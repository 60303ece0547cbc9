package dev.facet.nn;

import dev.facet.engine.Node;

/**
 * The two ends of a network's graph.
 *
 * @param embedding [N, E]: what faces are compared by (not normalised, before any dropout)
 * @param logits [N, classes]
 */
public record Outputs(Node embedding, Node logits) {}
