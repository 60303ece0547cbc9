package dev.facet.engine;

import dev.facet.engine.ops.Op;
import dev.facet.engine.testing.OpCase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An op case as a graph of one op whose inputs are leaves, and the feeding of their values. */
record CaseGraph(OpCase opCase, Graph graph, List<Node> inputs, List<Node> outputs) {
    static CaseGraph of(OpCase c, DType floatType) {
        Graph graph = new Graph(floatType);
        Op op = CaseOps.of(c, floatType);
        Set<Integer> updated = new HashSet<>();
        for (int i = 0; i < c.outputs().size(); i++) {
            updated.add(op.updates(i));
        }
        List<Node> inputs = new ArrayList<>();
        for (OpCase.Operand operand : c.inputs()) {
            TensorType type = operand.type(floatType);
            long[] dims = type.shape().toArray();
            inputs.add(
                    updated.contains(inputs.size())
                            ? graph.state(operand.name(), dims)
                            : graph.input(operand.name(), type.dtype(), dims));
        }
        return new CaseGraph(c, graph, inputs, graph.applyAll(op, inputs.toArray(Node[]::new)));
    }

    /** Writes the case's values to inputs and states. */
    void feed(Executable executable, Variables variables) {
        for (int i = 0; i < inputs.size(); i++) {
            opCase.feed(opCase.inputs().get(i), tensor(executable, variables, i));
        }
    }

    /** Where input {@code i} lives. */
    Tensor tensor(Executable executable, Variables variables, int i) {
        Node node = inputs.get(i);
        return node.kind() == Node.Kind.STATE ? variables.get(node.name()) : executable.input(node.name());
    }
}
