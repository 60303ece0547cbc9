package dev.facet.report;

/**
 * One point of a training curve; NaN where a quantity was not measured.
 *
 * @param epoch epochs done, with fractions
 * @param loss total loss
 * @param crossEntropy identity loss
 * @param ecLoss ECLoss before its weight
 * @param beta the weight of ECLoss
 * @param accuracy share of training faces recognised, in [0, 1]
 */
public record CurvePoint(double epoch, double loss, double crossEntropy, double ecLoss, double beta, double accuracy) {}
