package dev.facet.nn.onnx;

import com.google.gson.JsonObject;
import dev.facet.engine.Device;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.engine.Variables;
import dev.facet.nn.Mode;
import dev.facet.nn.Network;
import dev.facet.nn.Outputs;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.VariableSpec;
import dev.facet.nn.internal.JsonFields;
import dev.facet.nn.internal.onnx.BuiltModel;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A network that came in an ONNX file. It is a network like any other: its layers have the names of the file's values and can be
 * tapped, edited, differentiated; its weights are variables and can be trained and kept in checkpoints. Immutable.
 *
 * <pre>{@code
 * OnnxNetwork network = OnnxNetwork.read(Path.of("fr_feature.onnx")).withScaling(PixelScaling.rgb(127, 128));
 * try (Device device = Device.cpu(); TrainedNetwork faces = network.trained(device)) {
 *     float[][] embeddings = faces.embed(images);
 * }
 * }</pre>
 *
 * <p>For models with several inputs, images that are not square, or several sizes see {@link OnnxSession}.
 */
public final class OnnxNetwork implements Network {
    /** The name by which checkpoints know networks of this kind. */
    public static final String ARCHITECTURE = "onnx";

    /** Side of the images where the model leaves it open and none was given. */
    private static final int OPEN_SIZE = 112;

    private final OnnxModel model;
    private final Settings settings;
    private final int size;
    private final List<String> layers;
    private final List<BuiltModel.Variable> weights;
    private final Map<String, Integer> outputSizes;
    private final Convolutions convolutions;

    /**
     * What a file does not say.
     *
     * @param size side of the images where the model leaves it open; 0 for {@value #OPEN_SIZE}
     * @param scaling what the model wants of pixels; null if the images fed are what it wants
     * @param embedding the layer that is the embedding; null for the first output
     * @param logits the layer that is the scores; null for the first output
     */
    private record Settings(int size, PixelScaling scaling, String embedding, String logits) {}

    private OnnxNetwork(OnnxModel model, Settings settings) {
        this.model = model;
        this.settings = settings;
        if (model.inputs().size() != 1) {
            throw new UnsupportedOnnxException(
                    model.name() + ": it has " + model.inputs().size() + " inputs; run it with OnnxSession");
        }
        long[] image = image();
        this.size = (int) image[1];
        Graph graph = new Graph();
        Node input = graph.input("images", image);
        BuiltModel built = append(graph, input, Mode.INFERENCE, null);
        this.layers = List.copyOf(built.layers());
        this.weights = built.variables();
        this.outputSizes = List.of(embeddingLayer(), logitsLayer()).stream()
                .distinct()
                .collect(Collectors.toMap(name -> name, name ->
                        (int) flat(graph, layer(graph, name)).shape().dim(1)));
        this.convolutions = Convolutions.of(model, graph, new HashSet<>(layers));
    }

    /**
     * Reads a file.
     *
     * @throws OnnxException if it cannot be read or imported; the message says where and why
     */
    public static OnnxNetwork read(Path file) {
        return of(OnnxModel.read(file));
    }

    /** The network of a model. */
    public static OnnxNetwork of(OnnxModel model) {
        return new OnnxNetwork(model, new Settings(0, null, null, null));
    }

    /** The network that a checkpoint's {@link #config()} describes; its weights are the checkpoint's. */
    public static OnnxNetwork fromJson(JsonObject json) {
        JsonFields fields =
                new JsonFields(json, "ONNX network").only("model", "size", "scaling", "embedding", "logits");
        String encoded = fields.text("model");
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("ONNX network: field 'model' is damaged (" + e.getMessage() + ")", e);
        }
        return new OnnxNetwork(
                OnnxModel.parse(bytes, "the checkpoint's ONNX model"),
                new Settings(
                        fields.integer("size"),
                        fields.has("scaling") ? PixelScaling.fromJson(fields.object("scaling")) : null,
                        fields.has("embedding") ? fields.text("embedding") : null,
                        fields.has("logits") ? fields.text("logits") : null));
    }

    /** This for images of {@code pixels} × {@code pixels}, where the model leaves the size open. */
    public OnnxNetwork withSize(int pixels) {
        return new OnnxNetwork(model, new Settings(pixels, settings.scaling, settings.embedding, settings.logits));
    }

    /** This fed with Facet's images, red, green and blue as (v − 127.5)/128, which it turns into what the model wants. */
    public OnnxNetwork withScaling(PixelScaling scaling) {
        return new OnnxNetwork(model, new Settings(settings.size, scaling, settings.embedding, settings.logits));
    }

    /** This with the value of that name as embedding. */
    public OnnxNetwork withEmbedding(String layer) {
        return new OnnxNetwork(model, new Settings(settings.size, settings.scaling, layer, settings.logits));
    }

    /** This with the value of that name as scores. */
    public OnnxNetwork withLogits(String layer) {
        return new OnnxNetwork(model, new Settings(settings.size, settings.scaling, settings.embedding, layer));
    }

    public OnnxModel model() {
        return model;
    }

    /** What the images fed are turned into; null if they are fed as they are. */
    public PixelScaling scaling() {
        return settings.scaling;
    }

    /** The network with the file's weights. The caller closes it. */
    public TrainedNetwork trained(Device device) {
        return TrainedNetwork.create(this, device, this::load);
    }

    /**
     * Sets variables to the file's weights.
     *
     * @throws OnnxException if a weight is not finite, or its data is missing or damaged
     */
    public void load(Variables variables) {
        OnnxWeights.load(model, weights, variables);
    }

    @Override
    public String architecture() {
        return ARCHITECTURE;
    }

    /** Holds the model's structure without its weights, which a checkpoint keeps as its own tensors. */
    @Override
    public JsonObject config() {
        Set<String> names = weights.stream().map(weight -> weight.spec().name()).collect(Collectors.toSet());
        JsonObject json = new JsonObject();
        byte[] structure = Structure.of(model.proto(), names).toByteArray();
        json.addProperty("model", Base64.getEncoder().encodeToString(structure));
        json.addProperty("size", settings.size);
        if (settings.scaling != null) {
            json.add("scaling", settings.scaling.toJson());
        }
        if (settings.embedding != null) {
            json.addProperty("embedding", settings.embedding);
        }
        if (settings.logits != null) {
            json.addProperty("logits", settings.logits);
        }
        return json;
    }

    @Override
    public int inputSize() {
        return size;
    }

    @Override
    public int channels() {
        return settings.scaling == null ? (int) image()[3] : settings.scaling.imageChannels();
    }

    @Override
    public int classes() {
        return outputSizes.get(logitsLayer());
    }

    @Override
    public int embeddingSize() {
        return outputSizes.get(embeddingLayer());
    }

    @Override
    public List<String> layers() {
        return layers;
    }

    /** The deepest convolution whose result is larger than one pixel, one that an activation follows if there is any. */
    @Override
    public String lastConvolution() {
        return convolutions.last();
    }

    @Override
    public String preRelu(String convolution) {
        return convolutions.before(convolution);
    }

    @Override
    public String postRelu(String convolution) {
        return convolutions.after(convolution);
    }

    @Override
    public List<VariableSpec> variables() {
        return weights.stream().map(BuiltModel.Variable::spec).toList();
    }

    @Override
    public boolean stochastic() {
        return model.operators().containsKey("Dropout");
    }

    @Override
    public Outputs build(Graph graph, Node images, Mode mode, Node seed) {
        append(graph, images, mode, seed);
        return new Outputs(flat(graph, layer(graph, embeddingLayer())), flat(graph, layer(graph, logitsLayer())));
    }

    private BuiltModel append(Graph graph, Node images, Mode mode, Node seed) {
        Node input = settings.scaling == null ? images : settings.scaling.apply(graph, images);
        String name = model.inputs().get(0).name();
        return OnnxWeights.build(model, graph, Map.of(name, input), mode, seed);
    }

    /** [1, height, width, channels] of the images fed. */
    private long[] image() {
        OnnxTensorInfo input = model.inputs().get(0);
        int[] order = model.graph().inputOrder(input.name());
        if (order.length != 4) {
            throw new UnsupportedOnnxException(
                    model.name() + ": its input " + input + " is no image; run it with OnnxSession");
        }
        long[] shape = new long[4];
        int open = settings.size > 0 ? settings.size : OPEN_SIZE;
        for (int i = 1; i < 4; i++) {
            String declared = input.dims().get(order[i]);
            boolean fixed = declared.matches("\\d+");
            if (i == 3 && !fixed) {
                throw new UnsupportedOnnxException(
                        model.name() + ": its input " + input + " leaves the channels open; run it with OnnxSession");
            }
            shape[i] = fixed ? Long.parseLong(declared) : open;
        }
        shape[0] = 1;
        if (shape[1] != shape[2]) {
            throw new UnsupportedOnnxException(
                    model.name() + ": its input " + input + " is not square; run it with OnnxSession");
        }
        if (settings.size > 0 && shape[1] != settings.size) {
            throw new IllegalArgumentException(
                    model.name() + ": its input " + input + " cannot be " + settings.size + " pixels");
        }
        if (settings.scaling != null) {
            if (settings.scaling.networkChannels() != shape[3]) {
                throw new IllegalArgumentException(model.name() + ": its input " + input + " has " + shape[3]
                        + " channels, the scaling '" + settings.scaling + "' makes "
                        + settings.scaling.networkChannels());
            }
            shape[3] = settings.scaling.imageChannels();
        }
        return shape;
    }

    private String embeddingLayer() {
        return settings.embedding == null ? model.outputs().get(0).name() : settings.embedding;
    }

    private String logitsLayer() {
        return settings.logits == null ? model.outputs().get(0).name() : settings.logits;
    }

    private Node layer(Graph graph, String name) {
        Node node = graph.names().get(name);
        if (node == null) {
            throw new IllegalArgumentException(
                    model.name() + ": no value '" + name + "'; it has " + String.join(", ", layers));
        }
        return node;
    }

    /** [N, K]. */
    private static Node flat(Graph graph, Node node) {
        Shape shape = node.shape();
        long images = shape.dim(0);
        return graph.reshape(node, images, shape.count() / images);
    }

    @Override
    public String toString() {
        return "network of " + model;
    }
}
