package dev.facet.nn.internal.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.facet.engine.FacetException;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.nn.onnx.OnnxException;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One build of a model into a graph: walks the nodes that the outputs need and gives every value its name. */
final class ModelBuild {
    private final GraphProto graph;
    private final Graph target;
    private final BuildContext context;
    private final Map<String, Value> values;
    private final Set<String> ends;
    private final Map<String, Known> known = new HashMap<>();
    private final List<String> layers = new ArrayList<>();

    /** The values that outputs depend on; what else a node gives is passed over. */
    private final Set<String> read = new HashSet<>();

    private final Map<String, BuiltModel.Output> outputs = new LinkedHashMap<>();

    /** @param values the inputs, by name; the build adds to them */
    ModelBuild(GraphProto graph, Graph target, BuildContext context, Map<String, Value> values) {
        this.graph = graph;
        this.ends = graph.getOutputList().stream().map(ValueInfoProto::getName).collect(Collectors.toSet());
        this.target = target;
        this.context = context;
        this.values = values;
    }

    BuiltModel build() {
        for (TensorProto tensor : graph.getInitializerList()) {
            Known stored = new Known(
                    tensor.getName(),
                    Known.Origin.INITIALIZER,
                    TensorReader.dims(tensor),
                    TensorReader.isIntegral(tensor),
                    () -> context.tensors().read(tensor));
            if (values.put(tensor.getName(), Value.known(stored)) != null) {
                throw new OnnxException("'" + tensor.getName() + "' is both an input and an initializer");
            }
            known.put(stored.name(), stored);
        }
        BitSet needed = needed();
        read.addAll(ends);
        needed.stream().forEach(i -> read.addAll(graph.getNode(i).getInputList()));
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (needed.get(i)) {
                append(graph.getNode(i));
            }
        }
        for (ValueInfoProto output : graph.getOutputList()) {
            outputs.put(output.getName(), output(output.getName()));
        }
        return new BuiltModel(outputs, layers, variables());
    }

    /** The nodes that the outputs depend on. */
    private BitSet needed() {
        Map<String, Integer> producers = new HashMap<>();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            for (String output : graph.getNode(i).getOutputList()) {
                if (!output.isEmpty() && (values.containsKey(output) || producers.put(output, i) != null)) {
                    throw new OnnxException("the value '" + output + "' is made twice");
                }
            }
        }
        BitSet needed = new BitSet();
        Deque<String> open = new ArrayDeque<>();
        graph.getOutputList().forEach(output -> open.add(output.getName()));
        while (!open.isEmpty()) {
            Integer producer = producers.get(open.pop());
            if (producer != null && !needed.get(producer)) {
                needed.set(producer);
                open.addAll(graph.getNode(producer).getInputList());
            }
        }
        return needed;
    }

    private void append(NodeProto proto) {
        NodeView node = new NodeView(proto);
        Operator operator = ModelGraph.isDefault(proto.getDomain()) ? Operators.find(proto.getOpType()) : null;
        if (operator == null) {
            throw new UnsupportedOnnxException(node.describe() + ": opset " + context.opset() + " of '"
                    + (proto.getDomain().isEmpty() ? "ai.onnx" : proto.getDomain()) + "': the operator "
                    + proto.getOpType() + " is not supported; supported are " + Operators.names());
        }
        List<Value> inputValues = new ArrayList<>();
        for (String input : proto.getInputList()) {
            Value value = values.get(input);
            if (value == null && !input.isEmpty()) {
                throw new OnnxException(node.describe() + ": its input '" + input + "' is not made before it");
            }
            inputValues.add(value);
        }
        try {
            List<Value> results = operator.apply(new Call(node, inputValues, context));
            node.requireAllRead();
            bind(node, results);
            context.limits().requireNodes(target);
        } catch (UnsupportedOnnxException e) {
            throw new UnsupportedOnnxException(where(node, inputValues) + e.getMessage(), e);
        } catch (OnnxException | FacetException | IllegalArgumentException e) {
            throw new OnnxException(where(node, inputValues) + e.getMessage(), e);
        }
    }

    private String where(NodeView node, List<Value> inputValues) {
        StringBuilder sizes = new StringBuilder();
        for (Value value : inputValues) {
            sizes.append(sizes.isEmpty() ? "" : ", ").append(value == null ? "none" : Arrays.toString(value.dims()));
        }
        return node.describe() + ", opset " + context.opset() + ", input sizes " + sizes + ": ";
    }

    private void bind(NodeView node, List<Value> results) {
        for (int i = 0; i < node.outputs().size(); i++) {
            String name = node.outputs().get(i);
            if (name.isEmpty()) {
                continue;
            }
            if (i >= results.size()) {
                if (!read.contains(name)) {
                    continue;
                }
                throw new UnsupportedOnnxException("its output '" + name + "' is not supported");
            }
            values.put(name, named(name, results.get(i)));
        }
    }

    /** The value under its name in the graph, in a shape to look at. */
    private Value named(String name, Value value) {
        if (value.isKnown()) {
            known.putIfAbsent(value.tensor().name(), value.tensor());
            return value;
        }
        Value shown = ends.contains(name) ? presentable(value) : value;
        long[] shape = shown.layout().shape();
        Node node = shape.length > Shape.MAX_RANK ? shown.node() : target.reshape(shown.node(), shape);
        if (!node.isLeaf()) {
            target.named(name, node);
            layers.add(name);
        }
        return shown.in(node);
    }

    /** An output is row-major, or an image [N,C,H,W] kept as NHWC. */
    private Value presentable(Value value) {
        Layout layout = value.layout();
        if (layout.isRowMajor() || layout.rank() == 4 && layout.isOrdered(Axes.NHWC)) {
            return value;
        }
        return Value.computed(context.emitter().rowMajor(value, Use.TERM), Layout.rowMajor(layout.dims()));
    }

    private BuiltModel.Output output(String name) {
        Value value = values.get(name);
        if (value == null) {
            throw new OnnxException("the output '" + name + "' is not made by any node");
        }
        if (value.isKnown()) {
            throw new UnsupportedOnnxException(
                    "the output '" + name + "' is a constant; it does not depend on the inputs");
        }
        Value shown = value;
        if (value.node().isLeaf()) {
            // An input as it is: a layer to tap like any other output.
            Value moved = presentable(value);
            Node node = target.affine(moved.node(), 1, 0);
            if (!target.names().containsKey(name)) {
                target.named(name, node);
                layers.add(name);
            }
            shown = moved.in(node);
        }
        return new BuiltModel.Output(
                name, shown.node(), shown.dims(), shown.layout().order());
    }

    private List<BuiltModel.Variable> variables() {
        List<BuiltModel.Variable> variables = new ArrayList<>();
        for (Node node : target.nodes()) {
            boolean stored = node.kind() == Node.Kind.PARAMETER || node.kind() == Node.Kind.STATE;
            Known tensor = stored ? known.get(node.name()) : null;
            if (tensor != null && tensor.spec() != null) {
                variables.add(new BuiltModel.Variable(tensor.spec(), tensor::storedValues));
            }
        }
        return variables;
    }
}
