package dev.facet.engine;

/**
 * Results of {@link Graph#ecLoss}.
 *
 * @param loss −MI, shape [1]
 * @param logMarginal log of the template marginal, shape [T] or, per channel, [C,T]
 */
public record EcLossNodes(Node loss, Node logMarginal) {}
