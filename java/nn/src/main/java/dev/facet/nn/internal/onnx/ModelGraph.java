package dev.facet.nn.internal.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.facet.engine.FacetException;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.nn.Mode;
import dev.facet.nn.onnx.OnnxException;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.nio.file.Path;
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

/** A model ready to be built into graphs, for any sizes that it allows. Immutable; holds no graph. */
public final class ModelGraph {
    /** The oldest version of the operators that is read. */
    public static final int MIN_OPSET = 9;

    /** The newest version of the operators that is read. */
    public static final int MAX_OPSET = 21;

    private final GraphProto graph;
    private final int opset;
    private final Map<String, TensorProto> initializers = new LinkedHashMap<>();
    private final Map<String, ValueInfoProto> inputs = new LinkedHashMap<>();
    private final Set<String> outputNames;
    private final InputOrder order;
    private final TensorReader tensors;

    /**
     * Checks what holds for a model as a whole.
     *
     * @param folder where external data lies, or null if there can be none
     * @throws OnnxException if its opset is not supported or its parts contradict each other
     */
    public ModelGraph(ModelProto model, Path folder) {
        this.graph = model.getGraph();
        this.opset = opset(model);
        this.tensors = new TensorReader(folder);
        if (graph.getSparseInitializerCount() > 0) {
            throw new UnsupportedOnnxException("the model has sparse initializers, which are not supported");
        }
        for (TensorProto tensor : graph.getInitializerList()) {
            if (initializers.put(tensor.getName(), tensor) != null) {
                throw new OnnxException("the model has two initializers named '" + tensor.getName() + "'");
            }
        }
        for (ValueInfoProto input : graph.getInputList()) {
            // Models before IR version 4 list their initializers as inputs too.
            if (!initializers.containsKey(input.getName()) && inputs.put(input.getName(), input) != null) {
                throw new OnnxException("the model has two inputs named '" + input.getName() + "'");
            }
        }
        if (graph.getOutputCount() == 0) {
            throw new OnnxException("the model has no outputs");
        }
        this.outputNames =
                graph.getOutputList().stream().map(ValueInfoProto::getName).collect(Collectors.toSet());
        this.order = new InputOrder(graph);
    }

    private static int opset(ModelProto model) {
        for (OperatorSetIdProto entry : model.getOpsetImportList()) {
            if (isDefault(entry.getDomain())) {
                long version = entry.getVersion();
                if (version < MIN_OPSET || version > MAX_OPSET) {
                    throw new UnsupportedOnnxException("the model uses opset " + version + "; " + MIN_OPSET + " to "
                            + MAX_OPSET + " are supported, convert it with the version converter of the onnx package");
                }
                return (int) version;
            }
        }
        throw new OnnxException("the model does not say which opset it uses");
    }

    private static boolean isDefault(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }

    public int opset() {
        return opset;
    }

    /** What is fed, by name. */
    public Map<String, ValueInfoProto> inputs() {
        return inputs;
    }

    public List<ValueInfoProto> outputs() {
        return graph.getOutputList();
    }

    public List<NodeProto> nodes() {
        return graph.getNodeList();
    }

    /** Stored tensors by name. */
    public Map<String, TensorProto> initializers() {
        return initializers;
    }

    /**
     * The order in which graphs keep an input's axes: axis {@code i} of the fed tensor is the input's axis {@code order[i]}. For
     * images it makes [N,H,W,C] of [N,C,H,W].
     */
    public int[] inputOrder(String input) {
        return order.of(input, ValueInfos.dims(inputs.get(input)).length);
    }

    /**
     * Appends the model to a graph. Every value gets its ONNX name.
     *
     * @param fed for each input a node with its axes in the order {@link #inputOrder}
     * @param seed i32 [1] for dropout when training, or null: then there is none
     */
    public BuiltModel build(Graph target, Map<String, Node> fed, Mode mode, Node seed) {
        Map<String, Value> values = new HashMap<>();
        long declaredBatch = -1;
        long batch = -1;
        for (Map.Entry<String, ValueInfoProto> input : inputs.entrySet()) {
            Value value = fed(input.getKey(), fed.get(input.getKey()));
            values.put(input.getKey(), value);
            long[] declared = ValueInfos.dims(input.getValue());
            if (batch < 0 && declared.length > 0) {
                declaredBatch = declared[0];
                batch = value.dims()[0];
            }
        }
        BuildContext context = new BuildContext(
                new Emitter(target), tensors, new ImportLimits(target), opset, mode, seed, declaredBatch, batch);
        return new Building(target, context, values).build();
    }

    private Value fed(String name, Node node) {
        long[] declared = ValueInfos.dims(inputs.get(name));
        int[] axes = inputOrder(name);
        if (node == null || node.shape().rank() != Math.max(1, declared.length)) {
            throw new OnnxException(
                    "the input '" + name + "' is to be fed with " + declared.length + " axes, not with " + node);
        }
        if (declared.length == 0) {
            return Value.computed(node, Layout.rowMajor());
        }
        long[] dims = Dims.permuted(node.shape().toArray(), Dims.inverse(axes));
        for (int i = 1; i < dims.length; i++) {
            if (declared[i] >= 0 && declared[i] != dims[i]) {
                throw new OnnxException("the input '" + name + "' has the sizes "
                        + ValueInfos.describe(inputs.get(name)) + "; it cannot be fed with " + Arrays.toString(dims));
            }
        }
        return Value.computed(node, Layout.ordered(dims, axes));
    }

    /** One build in progress. */
    private final class Building {
        private final Graph target;
        private final BuildContext context;
        private final Map<String, Value> values;
        private final Map<String, Known> known = new HashMap<>();
        private final List<String> layers = new ArrayList<>();
        private final Map<String, BuiltModel.Output> outputs = new LinkedHashMap<>();

        /** The values that outputs depend on; what else a node gives is passed over. */
        private final Set<String> read = new HashSet<>();

        Building(Graph target, BuildContext context, Map<String, Value> values) {
            this.target = target;
            this.context = context;
            this.values = values;
        }

        BuiltModel build() {
            for (TensorProto tensor : initializers.values()) {
                Known stored = new Known(
                        tensor.getName(),
                        Known.Origin.INITIALIZER,
                        TensorReader.dims(tensor),
                        TensorReader.isIntegral(tensor),
                        () -> tensors.read(tensor));
                if (values.put(tensor.getName(), Value.known(stored)) != null) {
                    throw new OnnxException("'" + tensor.getName() + "' is both an input and an initializer");
                }
                known.put(stored.name(), stored);
            }
            BitSet needed = needed();
            read.addAll(outputNames);
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
            Operator operator = isDefault(proto.getDomain()) ? Operators.find(proto.getOpType()) : null;
            if (operator == null) {
                throw new UnsupportedOnnxException(node.describe() + ": opset " + opset + " of '"
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
                sizes.append(sizes.isEmpty() ? "" : ", ")
                        .append(value == null ? "none" : Arrays.toString(value.dims()));
            }
            return node.describe() + ", opset " + opset + ", input sizes " + sizes + ": ";
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
            Value shown = outputNames.contains(name) ? presentable(value) : value;
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
}
