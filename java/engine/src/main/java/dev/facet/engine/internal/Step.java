package dev.facet.engine.internal;

import dev.facet.engine.Application;
import dev.facet.engine.Node;
import dev.facet.engine.ops.Op;
import dev.facet.engine.ops.Reshape;
import java.util.List;

/** One op to execute. Compared by identity. */
public final class Step {
    private final Op op;
    private final List<Node> inputs;
    private final List<Node> outputs;

    public Step(Op op, List<Node> inputs, List<Node> outputs) {
        this.op = op;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
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

    /** True if it does nothing but update parameters or states. */
    boolean isPureUpdate() {
        for (int i = 0; i < outputs.size(); i++) {
            if (op.updates(i) < 0) {
                return false;
            }
        }
        return true;
    }

    /** True if it updates a parameter or state. */
    boolean updates() {
        for (int i = 0; i < outputs.size(); i++) {
            if (op.updates(i) >= 0) {
                return true;
            }
        }
        return false;
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
