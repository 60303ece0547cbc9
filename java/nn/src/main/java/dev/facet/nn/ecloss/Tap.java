package dev.facet.nn.ecloss;

/** Which side of the layer's ReLU the loss looks at. */
public enum Tap {
    /** The signed input of the ReLU (after batch norm, where there is one). */
    PRE_RELU,
    /** The ReLU's output, as in the paper. On non-negative maps one-peak and negative templates can never win. */
    POST_RELU
}
