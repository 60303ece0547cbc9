package dev.facet.engine.ops;

import dev.facet.engine.GradientRules;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;

/** What an op's gradient rule sees: the values of one application of the op and the gradients of its results. */
public interface Adjoint {
    /** The graph to append to. */
    Graph graph();

    /** The rules in force. */
    GradientRules rules();

    /** Input {@code i} of the op. */
    Node input(int i);

    /** Number of inputs. */
    int inputCount();

    /** Result {@code i} of the op. */
    Node output(int i);

    /** d loss / d result {@code i}, or null if the loss does not depend on it. */
    Node gradient(int i);

    /** True if the gradient of input {@code i} is wanted; {@link #add} for others is ignored. */
    boolean wants(int i);

    /** Adds to the gradient of input {@code i}; {@code gradient} has the input's shape. */
    void add(int i, Node gradient);
}
