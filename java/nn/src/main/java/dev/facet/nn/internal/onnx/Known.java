package dev.facet.nn.internal.onnx;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.nn.VariableSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A tensor that a model brings along, or that follows from such at import. It enters a graph when a computation reads it, as a
 * variable or a constant, laid out as its first reader wants it.
 */
final class Known {
    /** Where a tensor comes from, which says whether it may be trained. */
    enum Origin {
        /** Stored with the model: a variable wherever it enters. */
        INITIALIZER,
        /** Written into a node: a variable where it is a layer's weight, else a constant. */
        CONSTANT,
        /** Computed at import: never a variable. */
        FOLDED
    }

    private final String name;
    private final Origin origin;
    private final long[] dims;
    private final boolean integral;
    private final Supplier<HostTensor> data;
    private final Map<Arrangement, Node> constants = new HashMap<>();
    private Node variable;
    private Arrangement stored;
    private VariableSpec spec;

    /**
     * @param name the value's name in the model
     * @param data decodes the elements; called when they are needed
     */
    Known(String name, Origin origin, long[] dims, boolean integral, Supplier<HostTensor> data) {
        this.name = name;
        this.origin = origin;
        this.dims = dims;
        this.integral = integral;
        this.data = data;
    }

    static Known folded(String name, HostTensor tensor) {
        return new Known(name, Origin.FOLDED, tensor.dims(), tensor.integral(), () -> tensor);
    }

    String name() {
        return name;
    }

    long[] dims() {
        return dims;
    }

    boolean integral() {
        return integral;
    }

    HostTensor data() {
        return data.get();
    }

    /** True if computations on it are done at import rather than in the graph. */
    boolean isFoldable() {
        return integral || origin != Origin.INITIALIZER || dims.length == 0;
    }

    /** How the variable begins and is trained; null while this is none. */
    VariableSpec spec() {
        return spec;
    }

    /** The variable's elements in the order in which it stores them. */
    float[] storedValues() {
        return stored.apply(data().reals());
    }

    /**
     * The tensor in a graph.
     *
     * @param arrangement how its elements shall lie
     * @param shape of the node
     * @param use what it is to the computation that reads it
     */
    Node node(Graph graph, Arrangement arrangement, long[] shape, Use use) {
        if (!use.isWeight() && origin != Origin.INITIALIZER || origin == Origin.FOLDED || dims.length == 0) {
            return constant(graph, arrangement, shape);
        }
        if (variable == null) {
            spec = use.spec(name, Shape.of(shape));
            variable = spec.role().trained() ? graph.parameter(name, shape) : graph.state(name, shape);
            stored = arrangement;
            return variable;
        }
        if (arrangement.equals(stored)) {
            return graph.reshape(variable, shape);
        }
        Node rowMajor = stored.inverse().apply(graph, variable);
        return graph.reshape(arrangement.apply(graph, rowMajor), shape);
    }

    private Node constant(Graph graph, Arrangement arrangement, long[] shape) {
        Node known = constants.get(arrangement);
        if (known == null) {
            String unique = constants.isEmpty() ? name : name + "/" + constants.size();
            known = graph.constant(unique, Shape.of(shape), arrangement.apply(data().reals()));
            constants.put(arrangement, known);
        }
        return graph.reshape(known, shape);
    }
}
