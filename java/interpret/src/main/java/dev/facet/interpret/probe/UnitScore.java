package dev.facet.interpret.probe;

/**
 * A neuron or channel by itself.
 *
 * @param unit its number in the layer: of a neuron (row · width + column) · channels + channel
 * @param vip its importance
 * @param validation what it is chosen by: accuracy, or R² of numbers
 */
public record UnitScore(int unit, double vip, double validation) {}
