package dev.facet.nn;

import com.google.gson.JsonObject;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.nn.heads.Head;
import java.util.List;

/**
 * A network that appends its layers by a {@link LayerBuilder}: what it consists of is learned by building it once.
 *
 * @param <C> its configuration, the only state: {@link #append} is called before a subclass's constructor has run
 */
abstract class BuiltNetwork<C extends NetworkSizes> implements Network {
    final C config;
    private final Blueprint blueprint;

    BuiltNetwork(C config) {
        this.config = config;
        this.blueprint = Blueprint.of(this::append, config.input(), config.channels());
    }

    /** Appends the layers to images [N, input, input, channels]. */
    abstract Outputs append(LayerBuilder layers, Node images);

    /** How errors call it, such as VGG16. */
    abstract String title();

    /** Length of the embedding of heads that have none of their own. */
    abstract int features();

    @Override
    public final JsonObject config() {
        return config.toJson();
    }

    @Override
    public final int inputSize() {
        return config.input();
    }

    @Override
    public final int channels() {
        return config.channels();
    }

    @Override
    public final int classes() {
        return config.classes();
    }

    @Override
    public final Head head() {
        return config.head();
    }

    @Override
    public final int embeddingSize() {
        return config.head().embedding() > 0 ? config.head().embedding() : features();
    }

    @Override
    public final List<String> layers() {
        return blueprint.layers();
    }

    @Override
    public final List<VariableSpec> variables() {
        return blueprint.variables();
    }

    @Override
    public final String lastConvolution() {
        return blueprint.lastConvolution();
    }

    @Override
    public final String preRelu(String convolution) {
        return blueprint.ends(convolution, title()).before();
    }

    @Override
    public final String postRelu(String convolution) {
        return blueprint.ends(convolution, title()).after();
    }

    @Override
    public final Outputs build(Graph graph, Node images, Mode mode, Node seed) {
        return append(new LayerBuilder(graph, mode, seed), images);
    }
}
