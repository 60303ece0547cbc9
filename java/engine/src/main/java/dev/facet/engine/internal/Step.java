package dev.facet.engine.internal;

import dev.facet.engine.Application;
import dev.facet.engine.Node;
import dev.facet.engine.ops.Op;
import dev.facet.engine.ops.Reshape;
import java.util.List;
import java.util.stream.IntStream;

/** One op to execute. Compared by identity. */
public final class Step {
    private final Op op;
    private final List<Node> inputs;
    private final List<Node> outputs;
    private final Step first; // of which this is the second time; or null

    public Step(Op op, List<Node> inputs, List<Node> outputs) {
        this(op, inputs, outputs, null);
    }

    private Step(Op op, List<Node> inputs, List<Node> outputs, Step first) {
        this.op = op;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.first = first;
    }

    /**
     * This step's op once more, on the same values under other names. What it updated stays as the first time left it: a repetition
     * writes such results beside.
     */
    Step repetition(List<Node> newInputs, List<Node> newOutputs) {
        return new Step(op, newInputs, newOutputs, this);
    }

    /** This step on other values; a repetition stays one. */
    Step on(List<Node> newInputs, List<Node> newOutputs) {
        return new Step(op, newInputs, newOutputs, first);
    }

    static Step of(Application application) {
        return new Step(application.op(), application.inputs(), application.outputs());
    }

    public Op op() {
        return op;
    }

    public List<Node> inputs() {
        return inputs;
    }

    public List<Node> outputs() {
        return outputs;
    }

    Node output() {
        return outputs.get(0);
    }

    /** True for a second time. */
    boolean repeats() {
        return first != null;
    }

    /** The step whose second time this is, as it was then; else this. */
    Step first() {
        return first == null ? this : first;
    }

    /** The input (a variable) that result {@code output} updates in place, or -1. */
    int updates(int output) {
        return repeats() ? -1 : op.updates(output);
    }

    /** True if it does nothing but update parameters or states. */
    boolean isPureUpdate() {
        return IntStream.range(0, outputs.size()).allMatch(output -> updates(output) >= 0);
    }

    /** True if it updates a parameter or state. */
    boolean updates() {
        return IntStream.range(0, outputs.size()).anyMatch(output -> updates(output) >= 0);
    }

    /** True if its result is its input's bytes under another shape. */
    boolean isAlias() {
        return op instanceof Reshape;
    }

    @Override
    public String toString() {
        return op.code().opName() + inputs + " -> " + outputs;
    }
}
