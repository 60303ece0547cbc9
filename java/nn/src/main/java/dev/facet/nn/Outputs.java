package dev.facet.nn;

import dev.facet.engine.Node;

/**
 * The two ends of a network's graph.
 *
 * @param embedding [N, E]: what faces are compared by (not normalised, before any dropout)
 * @param logits [N, classes]: the scores of the head, without margin
 */
public record Outputs(Node embedding, Node logits) {}
