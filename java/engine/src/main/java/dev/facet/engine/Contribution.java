package dev.facet.engine;

/**
 * One reader's share of a node's gradient, before the shares are added.
 *
 * @param consumer the (first) result of the op that reads the node
 * @param gradient that op's adjoint with respect to the node, of the node's shape
 */
public record Contribution(Node consumer, Node gradient) {}
