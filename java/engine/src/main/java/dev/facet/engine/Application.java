package dev.facet.engine;

import dev.facet.engine.ops.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One application of an op in a graph: what it reads and the nodes it computes. */
public final class Application {
    private final Op op;
    private final List<Node> inputs;
    private final List<Node> outputs = new ArrayList<>();

    Application(Op op, List<Node> inputs) {
        this.op = op;
        this.inputs = List.copyOf(inputs);
    }

    void addOutput(Node node) {
        outputs.add(node);
    }

    /** The op that is applied. */
    public Op op() {
        return op;
    }

    /** What it reads, in the op's order. */
    public List<Node> inputs() {
        return inputs;
    }

    /** What it computes, in the op's order. */
    public List<Node> outputs() {
        return Collections.unmodifiableList(outputs);
    }

    /** True if a result of the op updates a parameter or state in place. */
    public boolean isUpdate() {
        for (int i = 0; i < outputs.size(); i++) {
            if (op.updates(i) >= 0) {
                return true;
            }
        }
        return false;
    }
}
