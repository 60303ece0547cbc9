package dev.facet.nn;

import com.google.gson.JsonObject;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.nn.heads.Head;
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

    /** Number of outputs: identities, or what else the {@link #head()} gives. */
    int classes();

    /** What the outputs mean and how they are trained. */
    default Head head() {
        return Head.softmax();
    }

    /** Length of the embedding. */
    int embeddingSize();

    /** Names of the nodes that can be tapped or edited, in depth order. */
    List<String> layers();

    /** The deepest convolution of {@link #layers()}. */
    String lastConvolution();

    /**
     * The layer that the activation after {@code convolution} (ReLU, ReLU6, PReLU) reads: the batch norm's, where there is
     * one, or the sum's of a skip connection that ends there. Where no activation follows, as after the projections of
     * MobileNetV2, the block's output.
     *
     * @throws IllegalArgumentException if {@code convolution} is none
     */
    String preRelu(String convolution);

    /** The activation after {@code convolution}; where none follows, the same as {@link #preRelu}. */
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
