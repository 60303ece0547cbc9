package dev.facet.nn.internal.onnx;

import dev.facet.engine.Shape;
import dev.facet.nn.VariableSpec;

/** What a known tensor is to the computation that reads it. */
enum Use {
    /** Convolution and linear weights, output units first. */
    WEIGHT(true),
    /** Added per channel by a layer. */
    BIAS(true),
    /** Multiplied per channel by a layer: batch norm's γ, slopes. */
    SCALE(true),
    /** Batch norm's running mean. */
    RUNNING_MEAN(true),
    /** Batch norm's running variance. */
    RUNNING_VARIANCE(true),
    /** Added or subtracted element by element. */
    TERM(false),
    /** Multiplied or divided element by element. */
    FACTOR(false);

    private final boolean weight;

    Use(boolean weight) {
        this.weight = weight;
    }

    /** True if it belongs to a layer and so is a variable even where the model writes it into a node. */
    boolean isWeight() {
        return weight;
    }

    VariableSpec spec(String name, Shape shape) {
        return switch (this) {
            case WEIGHT -> VariableSpec.heWeight(name, shape, shape.count() / shape.dim(0));
            case BIAS, TERM -> VariableSpec.of(name, VariableSpec.Role.BIAS, shape.toArray());
            case SCALE, FACTOR -> VariableSpec.of(name, VariableSpec.Role.SCALE, shape.toArray());
            case RUNNING_MEAN -> VariableSpec.of(name, VariableSpec.Role.RUNNING_MEAN, shape.toArray());
            case RUNNING_VARIANCE -> VariableSpec.of(name, VariableSpec.Role.RUNNING_VARIANCE, shape.toArray());
        };
    }
}
