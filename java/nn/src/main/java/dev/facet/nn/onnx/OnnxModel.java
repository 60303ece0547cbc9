package dev.facet.nn.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.facet.nn.internal.onnx.ModelGraph;
import dev.facet.nn.internal.onnx.ModelReader;
import dev.facet.nn.internal.onnx.ValueInfos;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An ONNX file as it is: what it takes, what it gives, its nodes. {@link OnnxNetwork} makes a network of it, {@link OnnxSession}
 * runs it. Immutable; the weights are decoded when they are needed.
 */
public final class OnnxModel {
    private final String name;
    private final ModelProto proto;
    private final ModelGraph graph;

    private OnnxModel(String name, ModelProto proto, Path folder) {
        this.name = name;
        this.proto = proto;
        try {
            this.graph = new ModelGraph(proto, folder);
        } catch (UnsupportedOnnxException e) {
            throw new UnsupportedOnnxException(name + ": " + e.getMessage(), e);
        } catch (OnnxException e) {
            throw new OnnxException(name + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a file. External data is looked for beside it, when the weights are needed.
     *
     * @throws OnnxException if it cannot be read, is damaged, or of an opset other than 9 to 21
     */
    public static OnnxModel read(Path file) {
        return new OnnxModel(
                file.toString(), ModelReader.read(file), file.toAbsolutePath().getParent());
    }

    /**
     * Reads a model from memory, which must not be changed afterwards. It cannot have external data.
     *
     * @param name what messages call it
     */
    public static OnnxModel parse(byte[] bytes, String name) {
        return new OnnxModel(name, ModelReader.parse(bytes, name), null);
    }

    /** The file, or what {@link #parse} was told. */
    public String name() {
        return name;
    }

    /** Version of the operators. */
    public int opset() {
        return graph.opset();
    }

    /** The tool that wrote it, with its version; may be empty. */
    public String producer() {
        return (proto.getProducerName() + " " + proto.getProducerVersion()).trim();
    }

    /** What its writer noted, by key. */
    public Map<String, String> metadata() {
        Map<String, String> entries = new TreeMap<>();
        proto.getMetadataPropsList().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        return entries;
    }

    /** What is fed; stored weights are not among it. */
    public List<OnnxTensorInfo> inputs() {
        return graph.inputs().values().stream().map(OnnxModel::info).toList();
    }

    public List<OnnxTensorInfo> outputs() {
        return graph.outputs().stream().map(OnnxModel::info).toList();
    }

    /** All nodes in an order in which they can be computed. */
    public List<OnnxNodeInfo> nodes() {
        return graph.nodes().stream()
                .map(node -> new OnnxNodeInfo(
                        node.getName(),
                        node.getOpType(),
                        List.copyOf(node.getInputList()),
                        List.copyOf(node.getOutputList())))
                .toList();
    }

    /** How often each operator occurs. */
    public Map<String, Integer> operators() {
        Map<String, Integer> counts = new TreeMap<>();
        graph.nodes().forEach(node -> counts.merge(node.getOpType(), 1, Integer::sum));
        return counts;
    }

    ModelProto proto() {
        return proto;
    }

    ModelGraph graph() {
        return graph;
    }

    private static OnnxTensorInfo info(ValueInfoProto info) {
        return new OnnxTensorInfo(info.getName(), ValueInfos.type(info), ValueInfos.describe(info));
    }

    @Override
    public String toString() {
        return name + ": opset " + opset() + ", " + inputs() + " -> " + outputs();
    }
}
