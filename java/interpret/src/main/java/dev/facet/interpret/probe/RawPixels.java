package dev.facet.interpret.probe;

import com.google.gson.JsonObject;
import dev.facet.engine.Device;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.nn.Mode;
import dev.facet.nn.Network;
import dev.facet.nn.Outputs;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.VariableSpec;
import java.util.List;

/** A network that does nothing: its one layer is the picture. What a network must at least beat. */
public final class RawPixels implements Network {
    private static final String LAYER = "pixels";

    private final int size;

    private RawPixels(int size) {
        this.size = size;
    }

    /** Pictures of {@code size} × {@code size}; the caller closes the result. */
    public static TrainedNetwork create(int size, Device device) {
        return TrainedNetwork.create(new RawPixels(size), device, variables -> {});
    }

    @Override
    public String architecture() {
        return "raw_pixels";
    }

    @Override
    public JsonObject config() {
        JsonObject json = new JsonObject();
        json.addProperty("size", size);
        return json;
    }

    @Override
    public int inputSize() {
        return size;
    }

    @Override
    public int channels() {
        return 3;
    }

    @Override
    public int classes() {
        return embeddingSize();
    }

    @Override
    public int embeddingSize() {
        return 3 * size * size;
    }

    @Override
    public List<String> layers() {
        return List.of(LAYER);
    }

    @Override
    public String lastConvolution() {
        return LAYER;
    }

    @Override
    public String preRelu(String convolution) {
        return convolution;
    }

    @Override
    public String postRelu(String convolution) {
        return convolution;
    }

    @Override
    public List<VariableSpec> variables() {
        return List.of();
    }

    @Override
    public boolean stochastic() {
        return false;
    }

    @Override
    public Outputs build(Graph graph, Node images, Mode mode, Node seed) {
        // What is fed cannot be an output itself.
        Node pixels = graph.named(LAYER, graph.scale(images, 1));
        Node flat = graph.reshape(pixels, images.shape().dim(0), embeddingSize());
        return new Outputs(flat, flat);
    }
}
