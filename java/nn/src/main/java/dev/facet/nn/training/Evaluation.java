package dev.facet.nn.training;

/**
 * A network judged on one epoch of a source, with batch norm and dropout in inference mode.
 *
 * @param targets known ones seen: labelled images, or known numbers of rows
 * @param crossEntropy the head's loss, a mean over them, without margin and label smoothing; the mean squared error of a
 *     regression
 * @param accuracy share of right ones: arg-max is the label, attribute on its side; NaN for a regression
 */
public record Evaluation(long targets, double crossEntropy, double accuracy) {}
