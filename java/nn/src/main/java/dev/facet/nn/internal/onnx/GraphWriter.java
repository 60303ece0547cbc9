package dev.facet.nn.internal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Variables;
import dev.facet.engine.ops.Fill;
import dev.facet.nn.onnx.OnnxException;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a graph as an ONNX model: images as [N,C,H,W], weights moved at once, activations only where nothing else helps. The
 * number of images stays open.
 */
public final class GraphWriter {
    /**
     * Images of the graph that is written. A number that is no size of a layer would be best; where the first axis of a value is a
     * multiple of it, it is left open.
     */
    public static final int IMAGES = 7;

    /** ONNX axes of an image kept as [N,H,W,C]: what {@link Axes#NHWC} undoes. */
    static final int[] NCHW = {0, 3, 1, 2};

    private final ModelWriter model;
    private final Graph graph;
    private final Variables variables;
    private final Map<Node, Written> values = new HashMap<>();
    private final Map<Stored, String> stored = new HashMap<>();
    private final Map<List<Long>, String> shapes = new HashMap<>();

    /** Weights as they were stored. */
    private record Stored(String name, Arrangement arrangement, List<Long> dims) {}

    private GraphWriter(String name, Graph graph, Variables variables) {
        this.model = new ModelWriter(name);
        this.graph = graph;
        this.variables = variables;
    }

    /**
     * Writes what the outputs depend on.
     *
     * @param variables holds the graph's weights; null if it has none
     * @param metadata noted in the model
     * @throws UnsupportedOnnxException if an op has no counterpart; the message names the node
     */
    public static ModelProto write(
            String name,
            String version,
            Graph graph,
            Collection<Node> outputs,
            Variables variables,
            Map<String, String> metadata) {
        GraphWriter writer = new GraphWriter(name, graph, variables);
        Set<Node> needed = needed(outputs);
        for (Node node : graph.nodes()) {
            if (needed.contains(node)) {
                writer.values.put(node, writer.append(node));
            }
        }
        Set<Node> written = new HashSet<>();
        for (Node output : outputs) {
            if (written.add(output)) {
                writer.output(output);
            }
        }
        return writer.model.model(version, metadata);
    }

    private static Set<Node> needed(Collection<Node> outputs) {
        Set<Node> needed = new HashSet<>();
        Deque<Node> open = new ArrayDeque<>(outputs);
        while (!open.isEmpty()) {
            Node node = open.pop();
            if (needed.add(node)) {
                open.addAll(node.inputs());
            }
        }
        return needed;
    }

    private Written append(Node node) {
        long[] dims = node.shape().toArray();
        switch (node.kind()) {
            case INPUT:
                return input(node);
            case PARAMETER, STATE:
                if (variables == null) {
                    throw new OnnxException("the graph needs " + node + "; give its variables");
                }
                return Written.weights(
                        node.name(), dims, () -> variables.get(node.name()).toFloats());
            case CONSTANT:
                return Written.weights(node.name(), dims, () -> floats(graph.constantValues(node)));
            default:
                break;
        }
        if (node.op() instanceof Fill fill) {
            return Written.weights(node.name(), dims, () -> filled(node.shape().count(), fill.value()));
        }
        WritingRule rule = WritingRules.find(node.op());
        if (rule == null || node.outputIndex() > 0) {
            throw new UnsupportedOnnxException("the op " + node.op().code().opName() + " of " + node
                    + " cannot be written as ONNX; its inputs are " + node.inputs());
        }
        return rule.write(new WritingCall(this, node));
    }

    private static float[] floats(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }

    private static float[] filled(long count, double value) {
        float[] values = new float[Dims.count(count)];
        Arrays.fill(values, (float) value);
        return values;
    }

    private Written input(Node node) {
        if (!node.dtype().isFloat()) {
            throw new UnsupportedOnnxException("the input " + node + " holds whole numbers");
        }
        int[] order =
                node.shape().rank() == 4 ? NCHW : Dims.identity(node.shape().rank());
        long[] dims = Dims.permuted(node.shape().toArray(), order);
        String name = model.claim(node.name());
        model.declare(true, name, open(dims));
        return Written.computed(name, dims, Layout.ordered(node.shape().toArray(), order));
    }

    private void output(Node node) {
        int rank = node.shape().rank();
        int[] order = rank == 4 ? NCHW : Dims.identity(rank);
        Written shown = ordered(values.get(node), order);
        String name = shown.name();
        if (!name.equals(node.name()) && !name.startsWith(node.name() + "/")) {
            name = model.node("Identity", node.name(), List.of(name));
        }
        model.declare(false, name, open(Dims.permuted(node.shape().toArray(), order)));
    }

    /** The sizes with the number of images left open. */
    private static long[] open(long... dims) {
        long[] open = dims.clone();
        if (dims.length > 0 && dims[0] % IMAGES == 0) {
            open[0] = -1;
        }
        return open;
    }

    ModelWriter model() {
        return model;
    }

    Written value(Node node) {
        return values.get(node);
    }

    /** The value with the node's axes in the given order, one ONNX axis for each. */
    Written ordered(Written value, int... order) {
        long[] dims = Dims.permuted(value.layout().dims(), order);
        return inSequence(
                value,
                value.layout().sequence(order),
                dims,
                Layout.ordered(value.layout().dims(), order));
    }

    /** The value with one ONNX axis for each axis, in an order that it has already if there is one. */
    Written ordered(Written value) {
        int[] order = value.layout().order();
        return ordered(value, order == null ? Dims.identity(value.rank()) : order);
    }

    /** An image [N,H,W,C] as [N,C,H,W]. */
    Written image(Written value) {
        return ordered(value, NCHW);
    }

    /**
     * The value with the factors of its layout in the given order.
     *
     * @param dims sizes of the ONNX value to make
     * @param layout what the result then is
     */
    Written inSequence(Written value, int[] sequence, long[] dims, Layout layout) {
        Arrangement arrangement = Arrangement.of(value.layout().factors(), sequence);
        if (value.isWeights()) {
            return Written.computed(store(value, arrangement, dims), dims, layout);
        }
        if (arrangement.isIdentity()) {
            return Written.computed(reshape(value.name(), value.dims(), dims), dims, layout);
        }
        String apart = reshape(value.name(), value.dims(), arrangement.sizes());
        String moved = model.node(
                "Transpose",
                value.name() + "/moved",
                List.of(apart),
                ModelWriter.attribute("perm", arrangement.order()));
        return Written.computed(reshape(moved, arrangement.movedSizes(), dims), dims, layout);
    }

    /** Weights are stored once for each arrangement. */
    private String store(Written weights, Arrangement arrangement, long[] dims) {
        return stored.computeIfAbsent(
                new Stored(weights.name(), arrangement, list(dims)),
                k -> model.reals(
                        weights.name(), dims, arrangement.apply(weights.data().get())));
    }

    /** The ONNX value under other axes; the first is left open, it may carry the images. */
    String reshape(String name, long[] from, long[] to) {
        if (Arrays.equals(from, to)) {
            return name;
        }
        long[] target = to.clone();
        if (target.length > 0) {
            target[0] = -1;
        }
        String shape = shapes.computeIfAbsent(list(target), k -> model.integers("shape", target));
        return model.node("Reshape", name + "/reshaped", List.of(name, shape));
    }

    private static List<Long> list(long... values) {
        return Arrays.stream(values).boxed().toList();
    }

    /** Appends an ONNX node named after the graph's node. */
    Written node(
            String operator, Node node, List<String> inputs, long[] dims, Layout layout, AttributeProto... attributes) {
        return Written.computed(model.node(operator, node.name(), inputs, attributes), dims, layout);
    }
}
