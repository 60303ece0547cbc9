package dev.facet.engine.ops;

import dev.facet.engine.OpCode;
import dev.facet.engine.TensorType;
import dev.facet.engine.UnsupportedOpException;
import java.util.List;

/**
 * An op with its parameters: shape rule, gradient rule and what the planner must know. One record per op; formulas are in
 * docs/ops.md.
 */
public interface Op {
    int[] NO_INPUT = {};

    /** The native op. */
    OpCode code();

    /** Names of the inputs, for messages; further inputs are numbered. */
    List<String> inputNames();

    /**
     * The types of the results for inputs of these types.
     *
     * @throws dev.facet.engine.ShapeException if they do not fit; the message names op, inputs and shapes
     */
    List<TensorType> infer(List<TensorType> inputs);

    /** Parameter slots in the order of docs/ops.md; a float slot holds the bits of a double. */
    long[] params();

    /** Appends the gradient of this op's inputs. */
    default void gradient(Adjoint adjoint) {
        throw new UnsupportedOpException(code().opName() + " has no gradient rule");
    }

    /** The inputs whose exact bytes result {@code output} may overwrite. */
    default int[] mayAlias(int output) {
        return NO_INPUT;
    }

    /** The input (a persistent state) that result {@code output} updates in place, or -1. */
    default int updates(int output) {
        return -1;
    }
}
