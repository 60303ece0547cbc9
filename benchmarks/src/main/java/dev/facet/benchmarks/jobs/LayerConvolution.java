package dev.facet.benchmarks.jobs;

import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.engine.Shape;
import dev.facet.engine.Variables;
import dev.facet.engine.ops.ConvolutionGradData;
import dev.facet.engine.ops.ConvolutionGradWeights;
import java.util.List;

/** One pass of one convolution; the forward pass adds a bias. Weights are variables, so that they are packed once. */
public final class LayerConvolution extends FacetJob {
    private final Device device;
    private final Variables variables;
    private final Executable executable;
    private final Node result;

    public LayerConvolution(ConvolutionLayer layer, ConvolutionLayer.Pass pass, int threads) {
        Graph graph = new Graph();
        result = switch (pass) {
            case FORWARD ->
                graph.conv2d(
                        input(graph, "x", layer.x()),
                        parameter(graph, "w", layer.w()),
                        parameter(graph, "bias", layer.bias()),
                        layer.spec());
            case DATA ->
                graph.apply(
                        new ConvolutionGradData(layer.spec(), layer.x()),
                        input(graph, "dy", layer.y()),
                        parameter(graph, "w", layer.w()));
            case WEIGHTS ->
                graph.apply(
                        new ConvolutionGradWeights(layer.spec(), layer.w()),
                        input(graph, "x", layer.x()),
                        input(graph, "dy", layer.y()));
        };
        device = Device.cpu(threads);
        variables = pass == ConvolutionLayer.Pass.WEIGHTS ? null : Variables.allocate(device, graph);
        executable = Executable.compile(device, Plan.of(graph, List.of(result)), variables);
        for (String name : executable.inputNames()) {
            executable
                    .input(name)
                    .set(ConvolutionLayer.values(executable.input(name).shape()));
        }
        if (variables != null) {
            for (String name : variables.names()) {
                variables
                        .get(name)
                        .set(ConvolutionLayer.values(variables.get(name).shape()));
            }
        }
    }

    private static Node input(Graph graph, String name, Shape shape) {
        return graph.input(name, shape.toArray());
    }

    private static Node parameter(Graph graph, String name, Shape shape) {
        return graph.parameter(name, shape.toArray());
    }

    @Override
    public Executable executable() {
        return executable;
    }

    /** y, dx or dw. */
    @Override
    public double[] result() {
        return executable.output(result).toDoubles();
    }

    @Override
    public void close() {
        executable.close();
        if (variables != null) {
            variables.close();
        }
        device.close();
    }
}
