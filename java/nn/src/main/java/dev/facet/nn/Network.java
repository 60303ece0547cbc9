package dev.facet.nn;

import com.google.gson.JsonObject;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import java.util.List;

/**
 * A network architecture with its sizes fixed: it knows its layers and variables and appends itself to a graph. It holds
 * no values; those live in the {@code Variables} an executable is compiled with. Immutable.
 */
public interface Network {
    /** The name {@link Networks} knows it by, e.g. {@code vgg}. */
    String architecture();

    /** The sizes, such that {@code Networks.of(architecture(), config())} is this network again. */
    JsonObject config();

    /** Height and width of the input images in pixels. */
    int inputSize();

    /** Channels of the input images. */
    int channels();

    int classes();

    /** Length of the embedding. */
    int embeddingSize();

    /** Names of the nodes that can be tapped or edited, in depth order. */
    List<String> layers();

    /** The deepest convolution of {@link #layers()}. */
    String lastConvolution();

    /** The node that feeds the ReLU after {@code convolution}: the batch norm's, where there is one. */
    String preRelu(String convolution);

    /** The ReLU's node after {@code convolution}. */
    String postRelu(String convolution);

    /** All persistent tensors, in depth order. */
    List<VariableSpec> variables();

    /** Whether {@link Mode#TRAINING} draws random numbers and so needs a seed node. */
    boolean stochastic();

    /**
     * Appends the network to a graph.
     *
     * @param images [N, inputSize, inputSize, channels], values (v − 127.5)/128
     * @param seed i32 [1], a new value each step; may be null unless training and {@link #stochastic()}
     */
    Outputs build(Graph graph, Node images, Mode mode, Node seed);

    /** Number of trained values. */
    default long parameterCount() {
        return variables().stream()
                .filter(spec -> spec.role().trained())
                .mapToLong(spec -> spec.shape().count())
                .sum();
    }
}
