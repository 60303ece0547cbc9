package dev.facet.torch;

/**
 * A named tensor's shape and values in Facet's layout: [K, R, S, C] for a convolution, [K, C] for a linear layer with C in
 * (h, w, c) order after a flattening, [C] for biases and batch norm.
 */
public record Weight(long[] dims, float[] values) {}
