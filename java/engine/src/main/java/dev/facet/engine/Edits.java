package dev.facet.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The verb <em>edit</em>: a copy of a graph in which the values of named nodes are replaced for all later readers (mask, ablate,
 * swap). Names are kept: a replaced node's name means the replacement, and {@code <name>/unedited} the value before.
 * A replaced leaf keeps its name (it is still what is fed or stored); its readers see the replacement.
 *
 * <p>Edit the forward graph first and take {@link Gradients} of the copy, so that they run through the replacement.
 */
public final class Edits {
    /** Suffix of the name under which the value before the edit stays reachable. */
    public static final String UNEDITED = "/unedited";

    private final Graph source;
    private final Graph target;
    private final Map<Node, UnaryOperator<Node>> edits;
    private final Map<Node, Node> originals = new HashMap<>();
    private final Map<Node, Node> values = new HashMap<>();

    private Edits(Graph source, Map<Node, UnaryOperator<Node>> edits) {
        this.source = source;
        this.target = new Graph(source.floatType());
        this.edits = edits;
    }

    /**
     * A copy of {@code graph} with edits.
     *
     * @param edits by node name: a function of the node in the new graph to the node that replaces it, of the same type and shape
     * @throws java.util.NoSuchElementException if a name does not exist
     * @throws ShapeException if a replacement has another type or shape
     */
    public static Graph replace(Graph graph, Map<String, UnaryOperator<Node>> edits) {
        Map<Node, UnaryOperator<Node>> byNode = new HashMap<>();
        for (String name : new TreeSet<>(edits.keySet())) {
            byNode.merge(graph.node(name), edits.get(name), (first, second) -> x -> second.apply(first.apply(x)));
        }
        return new Edits(graph, byNode).copy();
    }

    private Graph copy() {
        int copied = 0;
        for (Node node : source.nodes()) {
            if (node.isLeaf()) {
                record(node, copyLeaf(node));
            } else if (node.outputIndex() == 0) {
                if (copied++ == source.forwardOps()) {
                    target.beginGradients();
                }
                copyApplication(node.application());
            }
        }
        source.names().forEach((name, node) -> {
            if (!node.isLeaf()) {
                target.named(name, values.get(node));
                if (values.get(node) != originals.get(node)) {
                    target.named(name + UNEDITED, originals.get(node));
                }
            }
        });
        return target;
    }

    private void copyApplication(Application application) {
        Node[] inputs = new Node[application.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = values.get(application.inputs().get(i));
        }
        for (int i = 0; i < application.outputs().size(); i++) {
            int updated = application.op().updates(i);
            if (updated >= 0) {
                inputs[updated] = originals.get(application.inputs().get(updated));
            }
        }
        List<Node> results = target.applyAll(application.op(), inputs);
        for (int i = 0; i < results.size(); i++) {
            record(application.outputs().get(i), results.get(i));
        }
    }

    private void record(Node node, Node copied) {
        originals.put(node, copied);
        UnaryOperator<Node> edit = edits.get(node);
        Node value = edit == null ? copied : edit.apply(copied);
        if (value == null || value.graph() != target || !value.type().equals(node.type())) {
            throw new ShapeException("The edit of " + node
                    + " must give a node of the new graph with the same type and shape, not " + value);
        }
        values.put(node, value);
    }

    private Node copyLeaf(Node node) {
        long[] dims = node.shape().toArray();
        return switch (node.kind()) {
            case INPUT -> target.input(node.name(), node.dtype(), dims);
            case PARAMETER -> target.parameter(node.name(), dims);
            case STATE -> target.state(node.name(), dims);
            case CONSTANT -> target.constant(node.name(), node.shape(), source.constantValues(node));
            case RESULT -> throw new IllegalStateException(node + " is not a leaf");
        };
    }
}
