package dev.facet.engine;

import java.util.Locale;

/**
 * To what a device may round the factors of matrix products and convolutions, where that is faster. Parameters, their gradients and
 * optimizer states are floats and sums at least that, whatever the precision.
 */
public enum Precision {
    /** Not at all: 24 bits. The only one of the CPU. */
    F32,
    /** To 11 bits, to nearest; what GPUs do unless they are told otherwise. */
    TF32,
    /**
     * To 8 bits, to nearest, with the range of a float, so that no loss has to be scaled to stay in it. Activations and their
     * gradients are stored so, too, between the ops that can: half the bytes.
     */
    BF16;

    /** The name in lower case, as options and the engine spell it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
