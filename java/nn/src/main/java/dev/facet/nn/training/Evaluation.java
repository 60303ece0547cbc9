package dev.facet.nn.training;

/**
 * A network judged on one epoch of a source, with batch norm and dropout in inference mode.
 *
 * @param images labelled images seen
 * @param crossEntropy mean over them, without label smoothing
 * @param accuracy share whose arg-max is the label
 */
public record Evaluation(long images, double crossEntropy, double accuracy) {}
