package dev.facet.engine;

import dev.facet.engine.ops.Op;
import java.util.List;

/** A value of a {@link Graph}: something fed or stored (a leaf), or a result of an op. */
public final class Node {
    /** What a node is. */
    public enum Kind {
        /** Fed before each run. */
        INPUT,
        /** Trainable, lives in {@link Variables}. */
        PARAMETER,
        /** Persistent but not trained (running statistics, momentum), lives in {@link Variables}. */
        STATE,
        /** Written once when an executable is made. */
        CONSTANT,
        /** A result of an op. */
        RESULT
    }

    private final Graph graph;
    private final Kind kind;
    private final TensorType type;
    private final Application application;
    private final int index;
    private final int id;
    private String name;

    Node(Graph graph, Kind kind, String name, TensorType type, Application application, int index, int id) {
        this.graph = graph;
        this.kind = kind;
        this.name = name;
        this.type = type;
        this.application = application;
        this.index = index;
        this.id = id;
    }

    /** The node's name; made of op and number unless {@link Graph#named} gave one. */
    public String name() {
        return name;
    }

    /** The shape of the value, known when the graph is built. */
    public Shape shape() {
        return type.shape();
    }

    /** The type of an element. */
    public DType dtype() {
        return type.dtype();
    }

    /** Type of an element and shape. */
    public TensorType type() {
        return type;
    }

    /** Where the value comes from. */
    public Kind kind() {
        return kind;
    }

    /** True for what is not computed: an input, parameter, state or constant. */
    public boolean isLeaf() {
        return kind != Kind.RESULT;
    }

    /** The op that computes this node, or null for a leaf. */
    public Op op() {
        return application == null ? null : application.op();
    }

    /** What the op reads; empty for a leaf. */
    public List<Node> inputs() {
        return application == null ? List.of() : application.inputs();
    }

    /** Which result of its op this node is. */
    public int outputIndex() {
        return index;
    }

    /** The graph it belongs to. */
    public Graph graph() {
        return graph;
    }

    /** The application of an op that computes this node, or null for a leaf. */
    public Application application() {
        return application;
    }

    /** Position in the graph's order of creation. */
    int id() {
        return id;
    }

    void rename(String newName) {
        name = newName;
    }

    @Override
    public String toString() {
        return name + " (" + type + ")";
    }
}
