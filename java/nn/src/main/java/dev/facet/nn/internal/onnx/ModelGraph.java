package dev.facet.nn.internal.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.nn.Mode;
import dev.facet.nn.onnx.OnnxException;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A model ready to be built into graphs, for any sizes that it allows. Immutable; holds no graph. */
public final class ModelGraph {
    /** The oldest version of the operators that is read. */
    public static final int MIN_OPSET = 9;

    /** The newest version of the operators that is read. */
    public static final int MAX_OPSET = 21;

    private final GraphProto graph;
    private final int opset;
    private final Map<String, ValueInfoProto> inputs = new LinkedHashMap<>();
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
        Set<String> initializers = new HashSet<>();
        for (TensorProto tensor : graph.getInitializerList()) {
            if (!initializers.add(tensor.getName())) {
                throw new OnnxException("the model has two initializers named '" + tensor.getName() + "'");
            }
        }
        for (ValueInfoProto input : graph.getInputList()) {
            // Models before IR version 4 list their initializers as inputs too.
            if (!initializers.contains(input.getName()) && inputs.put(input.getName(), input) != null) {
                throw new OnnxException("the model has two inputs named '" + input.getName() + "'");
            }
        }
        if (graph.getOutputCount() == 0) {
            throw new OnnxException("the model has no outputs");
        }
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

    /** True for the domain of the standard operators. */
    static boolean isDefault(String domain) {
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
        return new ModelBuild(graph, target, context, values).build();
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
}
