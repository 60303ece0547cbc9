package dev.facet.nn;

import com.google.gson.JsonObject;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.nn.heads.Head;
import dev.facet.nn.internal.JsonFields;
import dev.facet.nn.onnx.PixelScaling;
import java.util.List;

/**
 * A network whose weights were trained elsewhere on pixels scaled otherwise: it takes Facet's images and turns them, inside the
 * graph, into those that the network wants. Layers and variables are the network's own.
 */
public final class ScaledNetwork implements Network {
    static final String ARCHITECTURE = "scaled";

    private final Network network;
    private final PixelScaling scaling;

    /** @param scaling what {@code network} wants of pixels; it gives as many channels as the network takes */
    public ScaledNetwork(Network network, PixelScaling scaling) {
        if (scaling.networkChannels() != network.channels()) {
            throw new IllegalArgumentException("the scaling " + scaling + " gives " + scaling.networkChannels()
                    + " channels, the network takes " + network.channels());
        }
        this.network = network;
        this.scaling = scaling;
    }

    static ScaledNetwork fromJson(JsonObject json) {
        JsonFields fields = new JsonFields(json, "scaled network").only("architecture", "network", "scaling");
        return new ScaledNetwork(
                Networks.of(fields.text("architecture"), fields.object("network")),
                PixelScaling.fromJson(fields.object("scaling")));
    }

    /** The network inside. */
    public Network network() {
        return network;
    }

    /** What it wants of pixels. */
    public PixelScaling scaling() {
        return scaling;
    }

    @Override
    public String architecture() {
        return ARCHITECTURE;
    }

    @Override
    public JsonObject config() {
        JsonObject json = new JsonObject();
        json.addProperty("architecture", network.architecture());
        json.add("network", network.config());
        json.add("scaling", scaling.toJson());
        return json;
    }

    @Override
    public int inputSize() {
        return network.inputSize();
    }

    @Override
    public int channels() {
        return scaling.imageChannels();
    }

    @Override
    public int classes() {
        return network.classes();
    }

    @Override
    public Head head() {
        return network.head();
    }

    @Override
    public int embeddingSize() {
        return network.embeddingSize();
    }

    @Override
    public List<String> layers() {
        return network.layers();
    }

    @Override
    public String lastConvolution() {
        return network.lastConvolution();
    }

    @Override
    public String preRelu(String convolution) {
        return network.preRelu(convolution);
    }

    @Override
    public String postRelu(String convolution) {
        return network.postRelu(convolution);
    }

    @Override
    public List<VariableSpec> variables() {
        return network.variables();
    }

    @Override
    public boolean stochastic() {
        return network.stochastic();
    }

    @Override
    public Outputs build(Graph graph, Node images, Mode mode, Node seed) {
        return network.build(graph, scaling.apply(graph, images), mode, seed);
    }
}
