package dev.facet.nn;

import dev.facet.engine.Shape;

/**
 * A persistent tensor of a network and how it begins.
 *
 * @param name unique in the network, e.g. {@code conv1_1.weight}
 * @param shape its shape; convolution weights are KRSC, linear weights [out, in]
 * @param role decides initial value, weight decay and whether it is trained
 * @param deviation standard deviation of the initial values of a {@code WEIGHT}; 0 otherwise
 */
public record VariableSpec(String name, Shape shape, Role role, double deviation) {
    /** What a variable is to its layer. */
    public enum Role {
        /** Zero-mean normal; trained, with weight decay. */
        WEIGHT(true, 0),
        /** Zeros; trained, without weight decay. */
        BIAS(true, 0),
        /** Batch norm's γ: ones; trained, without weight decay. */
        SCALE(true, 1),
        /** Batch norm's γ where a residual block begins as the identity: zeros; trained, without weight decay. */
        ZERO_SCALE(true, 0),
        /** Zeros; updated by the forward pass. */
        RUNNING_MEAN(false, 0),
        /** Ones; updated by the forward pass. */
        RUNNING_VARIANCE(false, 1);

        private final boolean trained;
        private final float start;

        Role(boolean trained, float start) {
            this.trained = trained;
            this.start = start;
        }

        /** Whether the optimizer changes it. */
        public boolean trained() {
            return trained;
        }

        /** Whether weight decay applies. */
        public boolean decayed() {
            return this == WEIGHT;
        }

        /** The constant initial value of all roles but {@code WEIGHT}. */
        public float start() {
            return start;
        }
    }

    /**
     * A weight with He et al.'s initialisation (2015, arXiv 1502.01852, equation 10): variance 2/fanIn, which keeps the
     * variance of activations through layers that a ReLU follows.
     *
     * @param fanIn inputs of one output value
     */
    public static VariableSpec heWeight(String name, Shape shape, long fanIn) {
        return new VariableSpec(name, shape, Role.WEIGHT, Math.sqrt(2.0 / fanIn));
    }

    /** A weight of variance 1/fanIn, for a layer that no ReLU follows. */
    public static VariableSpec linearWeight(String name, Shape shape, long fanIn) {
        return new VariableSpec(name, shape, Role.WEIGHT, Math.sqrt(1.0 / fanIn));
    }

    /** A variable whose role fixes its initial value. */
    public static VariableSpec of(String name, Role role, long... dims) {
        return new VariableSpec(name, Shape.of(dims), role, 0);
    }
}
