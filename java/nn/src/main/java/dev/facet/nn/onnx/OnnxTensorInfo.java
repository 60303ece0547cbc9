package dev.facet.nn.onnx;

import java.util.List;

/**
 * An input or output as a model declares it.
 *
 * @param type element type, e.g. {@code float}
 * @param dims sizes of the axes in ONNX order; a name or {@code ?} where the size is open
 */
public record OnnxTensorInfo(String name, String type, List<String> dims) {
    @Override
    public String toString() {
        return name + " " + type + dims;
    }
}
