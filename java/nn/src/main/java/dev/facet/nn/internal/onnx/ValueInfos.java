package dev.facet.nn.internal.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.facet.nn.onnx.OnnxException;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a model declares of its inputs and outputs. */
public final class ValueInfos {
    private ValueInfos() {}

    /** Sizes of the axes, −1 where open. */
    public static long[] dims(ValueInfoProto info) {
        TypeProto type = info.getType();
        if (!type.hasTensorType()) {
            throw new UnsupportedOnnxException("'" + info.getName() + "' is no tensor");
        }
        TensorShapeProto shape = type.getTensorType().getShape();
        long[] dims = new long[shape.getDimCount()];
        for (int i = 0; i < dims.length; i++) {
            boolean fixed = shape.getDim(i).hasDimValue();
            dims[i] = fixed ? shape.getDim(i).getDimValue() : -1;
            if (fixed && (dims[i] < 1 || dims[i] > Dims.MAX_ELEMENTS)) {
                throw new OnnxException("'" + info.getName() + "' has an axis of size " + dims[i]);
            }
        }
        return dims;
    }

    /** The sizes as the model names them. */
    public static List<String> describe(ValueInfoProto info) {
        List<String> sizes = new ArrayList<>();
        for (TensorShapeProto.Dimension dim :
                info.getType().getTensorType().getShape().getDimList()) {
            sizes.add(
                    dim.hasDimValue()
                            ? String.valueOf(dim.getDimValue())
                            : dim.hasDimParam() ? dim.getDimParam() : "?");
        }
        return sizes;
    }

    /** The element type's name in lower case. */
    public static String type(ValueInfoProto info) {
        TensorProto.DataType type =
                TensorProto.DataType.forNumber(info.getType().getTensorType().getElemType());
        return type == null ? "undefined" : type.name().toLowerCase(Locale.ROOT);
    }
}
