package dev.facet.engine.internal;

import dev.facet.engine.DType;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Makes second times of steps, with values of their own that the plan's graph does not know. */
final class Repetition {
    private final Graph values;
    private final Predicate<Node> wanted;
    private final Map<Node, Node> again = new HashMap<>();
    private int count;

    /** @param wanted the values to be read a second time; other results of repeated steps were kept and are not read again */
    Repetition(DType floatType, Predicate<Node> wanted) {
        this.values = new Graph(floatType);
        this.wanted = wanted;
    }

    /** The step once more. */
    Step of(Step step) {
        List<Node> inputs = replaced(step.inputs());
        List<Node> outputs = new ArrayList<>();
        for (Node output : step.outputs()) {
            Node value = step.isAlias() ? values.apply(step.op(), inputs.get(0)) : value(output);
            outputs.add(value);
            if (wanted.test(output)) {
                again.put(output, value);
            }
        }
        return step.repetition(inputs, outputs);
    }

    /** The step reading second times where there are any. */
    Step reading(Step step) {
        List<Node> inputs = replaced(step.inputs());
        return inputs.equals(step.inputs()) ? step : new Step(step.op(), inputs, step.outputs());
    }

    private Node value(Node node) {
        count++;
        return values.input(
                node.name() + " again " + count, node.dtype(), node.shape().toArray());
    }

    private List<Node> replaced(List<Node> nodes) {
        return nodes.stream().map(node -> again.getOrDefault(node, node)).toList();
    }
}
