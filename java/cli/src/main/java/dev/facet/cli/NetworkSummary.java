package dev.facet.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.facet.nn.Network;
import dev.facet.nn.checkpoint.Checkpoint;
import dev.facet.nn.checkpoint.CheckpointInfo;
import dev.facet.nn.onnx.OnnxModel;
import dev.facet.nn.onnx.OnnxNetwork;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What a network's file holds, for reading. */
final class NetworkSummary {
    private NetworkSummary() {}

    /** The fields to show, in order. */
    static JsonObject of(Path file, ModelOptions options) {
        JsonObject json = new JsonObject();
        json.addProperty("file", file.toString());
        if (ModelOptions.isOnnx(file)) {
            describe(OnnxModel.read(file), options, json);
        } else {
            CheckpointInfo info = Checkpoint.info(file);
            json.addProperty("format", "Facet checkpoint " + info.facetVersion());
            json.addProperty("data", info.data().name() + ", " + info.data().images() + " images");
            json.addProperty("steps", info.step());
            describe(info.network(), json);
        }
        return json;
    }

    private static void describe(OnnxModel model, ModelOptions options, JsonObject json) {
        json.addProperty("format", "ONNX, opset " + model.opset() + ", by " + model.producer());
        json.add("inputs", list(model.inputs()));
        json.add("outputs", list(model.outputs()));
        JsonArray operators = new JsonArray();
        for (Map.Entry<String, Integer> count : model.operators().entrySet()) {
            operators.add(count.getValue() + " " + count.getKey());
        }
        json.add("operators", operators);
        try {
            json.addProperty("pixels", options.scaling(model).toString());
            describe(OnnxNetwork.of(model), json);
        } catch (UnsupportedOnnxException e) {
            json.addProperty("note", e.getMessage());
        }
    }

    private static void describe(Network network, JsonObject json) {
        json.addProperty("architecture", network.architecture());
        json.addProperty("images", network.inputSize() + "x" + network.inputSize() + "x" + network.channels());
        json.addProperty("embedding", network.embeddingSize());
        json.addProperty("outputs of the head", network.classes());
        json.addProperty("parameters", network.parameterCount());
        json.add("layers", list(network.layers()));
    }

    private static JsonArray list(Collection<?> values) {
        JsonArray array = new JsonArray();
        List.copyOf(values).forEach(value -> array.add(new JsonPrimitive(value.toString())));
        return array;
    }

    /** A field's value on one line. */
    static String text(JsonElement value) {
        if (value.isJsonArray()) {
            StringBuilder line = new StringBuilder();
            value.getAsJsonArray()
                    .forEach(e -> line.append(line.isEmpty() ? "" : ", ").append(text(e)));
            return line.toString();
        }
        return value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }
}
