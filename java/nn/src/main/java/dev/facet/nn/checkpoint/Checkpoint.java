package dev.facet.nn.checkpoint;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.facet.engine.Device;
import dev.facet.engine.Tensor;
import dev.facet.engine.Variables;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.VariableSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * A trained network in one safetensors file: weights under their variable names, the optimizer's state under
 * {@value #OPTIMIZER_PREFIX}, everything else as JSON in the metadata entry {@value #METADATA_KEY}.
 */
public final class Checkpoint {
    /** Prefix of the optimizer's tensors; what follows is the name of the parameter. */
    public static final String OPTIMIZER_PREFIX = "optimizer.velocity.";

    static final String METADATA_KEY = "facet.checkpoint";

    private Checkpoint() {}

    /**
     * Writes all of {@code variables} and {@code info}, atomically: whatever goes wrong, an older file stays as it was.
     *
     * @throws CheckpointException if the file cannot be written
     */
    public static void save(Path file, CheckpointInfo info, Variables variables) {
        SafetensorsWriter writer = new SafetensorsWriter();
        writer.metadata(METADATA_KEY, info.toJson().toString());
        for (String name : variables.names()) {
            Tensor tensor = variables.get(name);
            writer.add(name, tensor.shape(), tensor::contents);
        }
        writer.write(file);
    }

    /** Reads what a checkpoint says of itself, without its tensors. */
    public static CheckpointInfo info(Path file) {
        try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
            return info(file, tensors);
        }
    }

    /**
     * Loads a network for inference; the optimizer's state is left in the file. The caller closes it.
     *
     * @throws CheckpointException if the file is damaged, not a checkpoint, or lacks a tensor of its own architecture
     */
    public static TrainedNetwork load(Path file, Device device) {
        try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
            CheckpointInfo info = info(file, tensors);
            List<String> names =
                    info.network().variables().stream().map(VariableSpec::name).toList();
            return TrainedNetwork.create(info.network(), device, variables -> read(file, tensors, names, variables));
        }
    }

    /**
     * Fills every one of {@code variables} from the file.
     *
     * @throws CheckpointException if a tensor is missing or its shape differs
     */
    public static void restore(Path file, Variables variables) {
        try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
            read(file, tensors, variables.names(), variables);
        }
    }

    private static void read(Path file, SafetensorsFile tensors, List<String> names, Variables variables) {
        for (String name : names) {
            TensorEntry entry = tensors.entry(name);
            Tensor target = variables.get(name);
            if (!entry.shape().equals(target.shape())) {
                throw new CheckpointException(
                        file, "tensor '" + name + "' is " + entry.shape() + ", its network needs " + target.shape());
            }
            target.fillFloats(values -> tensors.read(name, values));
        }
    }

    private static CheckpointInfo info(Path file, SafetensorsFile tensors) {
        String text = tensors.metadata().get(METADATA_KEY);
        if (text == null) {
            throw new CheckpointException(
                    file, "a safetensors file, but not a Facet checkpoint: it has no metadata '" + METADATA_KEY + "'");
        }
        try {
            JsonElement json = JsonParser.parseString(text);
            if (!json.isJsonObject()) {
                throw new CheckpointException(file, "damaged: its checkpoint metadata is not a JSON object");
            }
            return CheckpointInfo.fromJson(json.getAsJsonObject());
        } catch (JsonParseException | IllegalArgumentException e) {
            throw new CheckpointException(file, "its checkpoint metadata cannot be used (" + e.getMessage() + ")", e);
        }
    }
}
