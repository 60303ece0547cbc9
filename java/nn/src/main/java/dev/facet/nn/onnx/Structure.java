package dev.facet.nn.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Set;

/** A model without the elements of its weights. */
final class Structure {
    private Structure() {}

    /** @param emptied names of the stored tensors whose elements are left out */
    static ModelProto of(ModelProto model, Set<String> emptied) {
        GraphProto.Builder graph = model.getGraph().toBuilder().clearValueInfo();
        for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
            if (emptied.contains(tensor.getName())) {
                clear(tensor);
            }
        }
        for (NodeProto.Builder node : graph.getNodeBuilderList()) {
            if (node.getOpType().equals("Constant") && emptied.contains(node.getOutput(0))) {
                for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
                    clear(attribute.getTBuilder());
                }
            }
        }
        return model.toBuilder().setGraph(graph).clearMetadataProps().build();
    }

    private static void clear(TensorProto.Builder tensor) {
        tensor.clearRawData()
                .clearFloatData()
                .clearDoubleData()
                .clearInt32Data()
                .clearExternalData()
                .clearDataLocation();
    }
}
