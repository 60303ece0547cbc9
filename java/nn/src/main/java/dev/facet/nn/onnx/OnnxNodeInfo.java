package dev.facet.nn.onnx;

import java.util.List;

/**
 * A node of a model.
 *
 * @param name may be empty
 * @param operator e.g. {@code Conv}
 * @param inputs names of values; empty where an optional one is left out
 * @param outputs names of values, unique in the model
 */
public record OnnxNodeInfo(String name, String operator, List<String> inputs, List<String> outputs) {}
