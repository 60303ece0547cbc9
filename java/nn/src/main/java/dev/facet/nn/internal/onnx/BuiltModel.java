package dev.facet.nn.internal.onnx;

import dev.facet.engine.Node;
import dev.facet.nn.VariableSpec;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a model has become in a graph.
 *
 * @param outputs its outputs by name, in the model's order
 * @param layers names of the computed values in the graph, in depth order
 * @param variables what the graph's variables are and begin with, in depth order
 */
public record BuiltModel(Map<String, Output> outputs, List<String> layers, List<Variable> variables) {
    /**
     * An output.
     *
     * @param dims sizes of its axes in ONNX order
     * @param order axis {@code i} of the node is the output's axis {@code order[i]}
     */
    public record Output(String name, Node node, long[] dims, int[] order) {}

    /**
     * A variable.
     *
     * @param values decodes the model's values for it
     */
    public record Variable(VariableSpec spec, Supplier<float[]> values) {}
}
