package dev.facet.nn.onnx;

import dev.facet.engine.Device;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Variables;
import dev.facet.nn.Mode;
import dev.facet.nn.internal.onnx.BuiltModel;
import java.util.List;
import java.util.Map;

/** Builds a model with errors that name it, and brings its weights into variables. */
final class OnnxWeights {
    private OnnxWeights() {}

    static BuiltModel build(OnnxModel model, Graph graph, Map<String, Node> fed, Mode mode, Node seed) {
        try {
            return model.graph().build(graph, fed, mode, seed);
        } catch (UnsupportedOnnxException e) {
            throw new UnsupportedOnnxException(model.name() + ": " + e.getMessage(), e);
        } catch (OnnxException e) {
            throw new OnnxException(model.name() + ": " + e.getMessage(), e);
        }
    }

    /** Variables of a graph the model was built into, with the model's weights. */
    static Variables allocate(OnnxModel model, BuiltModel built, Graph graph, Device device) {
        Variables variables = Variables.allocate(device, graph);
        try {
            load(model, built.variables(), variables);
        } catch (RuntimeException e) {
            variables.close();
            throw e;
        }
        return variables;
    }

    /**
     * Sets the model's weights.
     *
     * @throws OnnxException if one is not finite, or its data is missing or damaged
     */
    static void load(OnnxModel model, List<BuiltModel.Variable> weights, Variables variables) {
        for (BuiltModel.Variable weight : weights) {
            String name = weight.spec().name();
            float[] values;
            try {
                values = weight.values().get();
            } catch (UnsupportedOnnxException e) {
                throw new UnsupportedOnnxException(model.name() + ": " + e.getMessage(), e);
            } catch (OnnxException e) {
                throw new OnnxException(model.name() + ": " + e.getMessage(), e);
            }
            for (float value : values) {
                if (!Float.isFinite(value)) {
                    throw new OnnxException(model.name() + ": the weights '" + name + "' hold " + value
                            + "; the file is damaged, or its training diverged");
                }
            }
            variables.get(name).set(values);
        }
    }
}
