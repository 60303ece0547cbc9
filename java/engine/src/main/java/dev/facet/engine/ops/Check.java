package dev.facet.engine.ops;

import dev.facet.engine.DType;
import dev.facet.engine.Shape;
import dev.facet.engine.ShapeException;
import dev.facet.engine.TensorType;
import java.util.List;

/** Checks of one op's inputs; every message names the op, the fault and all inputs with their types. */
final class Check {
    private final Op op;
    private final List<TensorType> inputs;

    private Check(Op op, List<TensorType> inputs) {
        this.op = op;
        this.inputs = inputs;
    }

    /** Checks the number of inputs. */
    static Check inputs(Op op, List<TensorType> inputs, int min, int max) {
        Check check = new Check(op, inputs);
        check.that(
                inputs.size() >= min && inputs.size() <= max,
                "needs " + min + (min == max ? "" : " to " + max) + " inputs");
        return check;
    }

    static Check inputs(Op op, List<TensorType> inputs, int count) {
        return inputs(op, inputs, count, count);
    }

    /** Inputs from {@code first} on are floating and of one type. */
    Check floats(int... indexes) {
        for (int i : indexes) {
            if (i < inputs.size()) {
                that(inputs.get(i).dtype().isFloat(), name(i) + " must be floating");
                that(inputs.get(i).dtype() != DType.BF16, name(i) + " is stored as bf16; cast it to compute with it");
                that(inputs.get(i).dtype() == inputs.get(indexes[0]).dtype(), "floating inputs must share one type");
            }
        }
        return this;
    }

    Check type(int i, DType type) {
        return that(inputs.get(i).dtype() == type, name(i) + " must be " + type);
    }

    Check rank(int i, int rank) {
        return that(shape(i).rank() == rank, name(i) + " must have " + rank + " axes");
    }

    Check shape(int i, Shape expected) {
        return that(shape(i).equals(expected), name(i) + " must be " + expected);
    }

    /** Input {@code i} is a vector as long as the last axis of input {@code of}. */
    Check channels(int i, int of) {
        return shape(i, Shape.of(shape(of).dim(-1)));
    }

    Check that(boolean condition, String fault) {
        if (!condition) {
            throw error(fault);
        }
        return this;
    }

    ShapeException error(String fault) {
        StringBuilder text =
                new StringBuilder(op.code().opName()).append(": ").append(fault).append("; ");
        for (int i = 0; i < inputs.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(name(i)).append(" is ").append(inputs.get(i));
        }
        return new ShapeException(
                inputs.isEmpty() ? text.append("there are none").toString() : text.toString());
    }

    Shape shape(int i) {
        return inputs.get(i).shape();
    }

    TensorType type(int i) {
        return inputs.get(i);
    }

    private String name(int i) {
        List<String> names = op.inputNames();
        return i < names.size() ? names.get(i) : "input " + i;
    }
}
