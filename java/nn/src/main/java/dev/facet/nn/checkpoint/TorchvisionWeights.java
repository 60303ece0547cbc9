package dev.facet.nn.checkpoint;

import com.google.gson.JsonObject;
import dev.facet.engine.Device;
import dev.facet.engine.Shape;
import dev.facet.engine.Tensor;
import dev.facet.engine.Variables;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.internal.JsonFields;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Weights as torchvision's VGG, ResNet and MobileNetV2 have them in a safetensors file (their {@code state_dict()}): names mapped
 * by a table, convolutions from OIHW to KRSC, the first linear layer of VGG from channel-first to channel-last order, and
 * back. A file that became a checkpoint and is exported again has the same bytes.
 *
 * <p>torchvision's networks were trained on ImageNet's pixel scaling: wrap the network in
 * {@link dev.facet.nn.ScaledNetwork} with {@link dev.facet.nn.onnx.PixelScaling#IMAGENET}.
 *
 * <pre>{@code
 * Network network = new ScaledNetwork(TorchvisionWeights.recognise(file), PixelScaling.IMAGENET);
 * TorchvisionWeights.toCheckpoint(file, network, checkpoint, device);
 * }</pre>
 */
public final class TorchvisionWeights {
    /** Entry of a checkpoint's provenance that says how the file looked that its weights came from. */
    private static final String ORIGIN = "torchvision";

    private static final String HEADER = "header";
    private static final String COUNTERS = "counters";

    private TorchvisionWeights() {}

    /**
     * The names and shapes of a network's variables in torchvision's words, in depth order.
     *
     * @throws IllegalArgumentException if torchvision has no such architecture
     */
    public static List<TorchvisionTensor> table(Network network) {
        return TorchvisionNames.table(network);
    }

    /**
     * The network whose weights a file holds, by their names and shapes, with softmax head and without dropout. Images are 224
     * pixels for ResNet and MobileNetV2, which take any size.
     *
     * @throws CheckpointException if it is none of the known ones, or its shapes are of no published width
     */
    public static Network recognise(Path file) {
        try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
            return TorchvisionArchitecture.of(file, tensors);
        }
    }

    /**
     * Sets all variables of a network to a file's weights. Biases that a VGG's file has before batch norm and the network has not
     * go into the running means.
     *
     * @throws CheckpointException if a tensor is missing, has another shape, or belongs to no variable
     */
    public static void load(Path file, Network network, Variables variables) {
        try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
            load(file, tensors, table(network), variables);
            foldBiases(file, tensors, network, variables);
            requireKnown(file, tensors, network, name -> false);
        }
    }

    /**
     * Sets all variables but those of the head's last layer, e.g. to train a network on other classes than it knew. The
     * file's own last layer is passed over.
     *
     * @throws CheckpointException if another tensor is missing, has another shape, or belongs to no variable
     */
    public static void loadBackbone(Path file, Network network, Variables variables) {
        List<String> layers = network.layers();
        String last = layers.get(layers.size() - 1) + ".";
        Predicate<TorchvisionTensor> head = t -> t.variable().name().startsWith(last);
        List<TorchvisionTensor> table = table(network);
        Set<String> headLayers = table.stream()
                .filter(head)
                .map(tensor -> TorchvisionNames.layer(tensor.name()))
                .collect(Collectors.toSet());
        try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
            load(file, tensors, table.stream().filter(head.negate()).toList(), variables);
            foldBiases(file, tensors, network, variables);
            requireKnown(file, tensors, network, name -> headLayers.contains(TorchvisionNames.layer(name)));
        }
    }

    /**
     * Writes a network's variables as torchvision's {@code state_dict()}, in the order and form in which the reference
     * implementation of safetensors writes it. Biases that torchvision's VGG has before batch norm are zeros where the network has
     * none.
     *
     * @param batchesTracked what the counters beside batch norms say
     */
    public static void save(Path file, Network network, Variables variables, long batchesTracked) {
        List<TorchvisionTensor> table = table(network);
        SafetensorsWriter writer = new SafetensorsWriter().metadata("format", "pt");
        for (String counter : counters(table)) {
            writer.add(counter, batchesTracked);
        }
        Map<String, Runnable> byName = new TreeMap<>();
        table.forEach(tensor -> byName.put(tensor.name(), () -> add(writer, tensor, variables)));
        TorchvisionNames.biasesBeforeNorm(network)
                .forEach((name, mean) -> byName.put(name, () -> addZeros(writer, name, mean.shape())));
        byName.values().forEach(Runnable::run);
        writer.write(file);
    }

    /**
     * Makes a checkpoint of a file's weights. It remembers the file's form for {@link #fromCheckpoint}.
     *
     * @param network of those weights, e.g. by {@link #recognise}
     */
    public static void toCheckpoint(Path file, Network network, Path checkpoint, Device device) {
        JsonObject extra = new JsonObject();
        extra.add(ORIGIN, origin(file));
        DataDescription data = new DataDescription(String.valueOf(file.getFileName()), 0, "");
        CheckpointInfo info =
                new CheckpointInfo(network, new JsonObject(), new JsonObject(), data, FacetVersion.current(), extra);
        try (TrainedNetwork loaded =
                TrainedNetwork.create(network, device, variables -> load(file, network, variables))) {
            Checkpoint.save(checkpoint, info, loaded.variables());
        }
    }

    /** Writes a checkpoint's weights: in the form of the file that they came from, if they came from one, else by {@link #save}. */
    public static void fromCheckpoint(Path checkpoint, Path file, Device device) {
        CheckpointInfo info = Checkpoint.info(checkpoint);
        try (TrainedNetwork network = Checkpoint.load(checkpoint, device)) {
            if (info.extra().has(ORIGIN)) {
                saveAs(file, checkpoint, network, info.extra().getAsJsonObject(ORIGIN));
            } else {
                save(file, info.network(), network.variables(), info.step());
            }
        }
    }

    private static void load(Path file, SafetensorsFile tensors, List<TorchvisionTensor> table, Variables variables) {
        for (TorchvisionTensor tensor : table) {
            Shape stored = tensors.entry(tensor.name()).shape();
            if (!stored.equals(tensor.shape())) {
                throw new CheckpointException(
                        file,
                        "tensor '" + tensor.name() + "' is " + stored + ", the network needs " + tensor.shape()
                                + "; give the network the file's width, input size and classes");
            }
            variables.get(tensor.variable().name()).fillFloats(values -> {
                if (tensor.reordered()) {
                    tensors.read(tensor.name(), values, tensor::place);
                } else {
                    tensors.read(tensor.name(), values);
                }
            });
        }
    }

    /** A norm of x + b by the mean μ is one of x by the mean μ − b. */
    private static void foldBiases(Path file, SafetensorsFile tensors, Network network, Variables variables) {
        TorchvisionNames.biasesBeforeNorm(network).forEach((name, tensor) -> {
            if (!tensors.entries().containsKey(name)) {
                return;
            }
            Shape stored = tensors.entry(name).shape();
            if (!stored.equals(tensor.shape())) {
                throw new CheckpointException(
                        file, "tensor '" + name + "' is " + stored + ", its convolution needs " + tensor.shape());
            }
            float[] biases = tensors.readFloats(name);
            Tensor variable = variables.get(tensor.variable().name());
            float[] mean = variable.toFloats();
            for (int i = 0; i < biases.length; i++) {
                mean[i] -= biases[i];
            }
            variable.set(mean);
        });
    }

    /** @param passedOver which further tensors do not matter, by name */
    private static void requireKnown(
            Path file, SafetensorsFile tensors, Network network, Predicate<String> passedOver) {
        List<TorchvisionTensor> table = table(network);
        Set<String> unknown = new TreeSet<>(tensors.entries().keySet());
        table.forEach(tensor -> unknown.remove(tensor.name()));
        unknown.removeAll(counters(table));
        unknown.removeAll(TorchvisionNames.biasesBeforeNorm(network).keySet());
        unknown.removeIf(passedOver);
        if (!unknown.isEmpty()) {
            throw new CheckpointException(
                    file, "holds tensors that the network does not have: " + String.join(", ", unknown));
        }
    }

    /** The names of the counters beside a network's batch norms, sorted. */
    private static List<String> counters(List<TorchvisionTensor> table) {
        String mean = ".running_mean";
        return table.stream()
                .map(TorchvisionTensor::name)
                .filter(name -> name.endsWith(mean))
                .map(name -> name.substring(0, name.length() - mean.length()) + TorchvisionNames.COUNTER)
                .sorted()
                .toList();
    }

    private static JsonObject origin(Path file) {
        try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
            JsonObject counters = new JsonObject();
            for (TensorEntry entry : tensors.entries().values()) {
                if (entry.name().endsWith(TorchvisionNames.COUNTER)) {
                    counters.addProperty(entry.name(), tensors.readLongs(entry.name())[0]);
                }
            }
            JsonObject origin = new JsonObject();
            origin.addProperty(HEADER, tensors.headerText());
            origin.add(COUNTERS, counters);
            return origin;
        }
    }

    private static void saveAs(Path file, Path checkpoint, TrainedNetwork network, JsonObject origin) {
        JsonFields fields = new JsonFields(origin, checkpoint + ": its origin").only(HEADER, COUNTERS);
        String header = fields.text(HEADER);
        JsonObject counters = fields.object(COUNTERS);
        Map<String, TorchvisionTensor> table = new LinkedHashMap<>();
        table(network.network()).forEach(tensor -> table.put(tensor.name(), tensor));
        SafetensorsWriter writer = new SafetensorsWriter().withHeader(header);
        Map<String, TorchvisionTensor> zeros = TorchvisionNames.biasesBeforeNorm(network.network());
        Map<Long, TensorEntry> inOrder = new TreeMap<>();
        SafetensorsHeader.parse(checkpoint, header)
                .entries()
                .values()
                .forEach(entry -> inOrder.put(entry.begin(), entry));
        for (TensorEntry entry : inOrder.values()) {
            TorchvisionTensor tensor = table.get(entry.name());
            if (counters.has(entry.name())) {
                writer.add(entry.name(), counters.get(entry.name()).getAsLong());
            } else if (zeros.containsKey(entry.name())) {
                addZeros(writer, entry.name(), entry.shape());
            } else if (tensor == null || !tensor.shape().equals(entry.shape())) {
                throw new CheckpointException(
                        checkpoint,
                        "damaged: the file that its weights came from held '" + entry.name() + "' of " + entry.shape()
                                + ", which its network does not have");
            } else {
                add(writer, tensor, network.variables());
            }
        }
        writer.write(file);
    }

    private static void addZeros(SafetensorsWriter writer, String name, Shape shape) {
        writer.add(name, shape, FloatBuffer.allocate(Math.toIntExact(shape.count())));
    }

    private static void add(SafetensorsWriter writer, TorchvisionTensor tensor, Variables variables) {
        Tensor values = variables.get(tensor.variable().name());
        if (tensor.reordered()) {
            writer.add(tensor.name(), tensor.shape(), values::contents, tensor::place);
        } else {
            writer.add(tensor.name(), tensor.shape(), values::contents);
        }
    }
}
