package dev.facet.nn;

import dev.facet.engine.Conv2d;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Pool2d;
import dev.facet.engine.Shape;
import dev.facet.nn.heads.Head;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Appends named layers to a graph and notes, in depth order, which layers and variables there are. A layer's variables are
 * called {@code <layer>.weight}, {@code .bias}, {@code .running_mean}, {@code .running_var}.
 */
final class LayerBuilder {
    private static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.1;

    /** Keeps a zero vector's length from dividing by 0; embeddings are far longer. */
    private static final double UNIT_EPSILON = 1e-12;

    private final Graph graph;
    private final Mode mode;
    private final Node seed;
    private final List<String> layers = new ArrayList<>();
    private final List<VariableSpec> variables = new ArrayList<>();
    private final Map<String, Blueprint.Ends> convolutions = new LinkedHashMap<>();

    /** @param seed i32 [1] for dropout; may be null where none is active */
    LayerBuilder(Graph graph, Mode mode, Node seed) {
        this.graph = graph;
        this.mode = mode;
        this.seed = seed;
    }

    List<String> layers() {
        return layers;
    }

    List<VariableSpec> variables() {
        return variables;
    }

    /** Every convolution with the layers on both sides of the activation it feeds. */
    Map<String, Blueprint.Ends> convolutions() {
        return convolutions;
    }

    /**
     * A convolution's own, signed output.
     *
     * @param x [N, H, W, C]
     * @param spec stride, padding and groups; C and {@code filters} are multiples of the groups
     */
    Node convolution(String name, Node x, int filters, int kernel, Conv2d spec, boolean biased) {
        long in = x.shape().dim(3) / spec.groups();
        Node weight = parameter(
                VariableSpec.heWeight(name + ".weight", Shape.of(filters, kernel, kernel, in), kernel * kernel * in));
        Node bias = biased ? parameter(bias(name, filters)) : null;
        convolutions.put(name, new Blueprint.Ends(name, name));
        return layer(name, graph.conv2d(x, weight, bias, spec));
    }

    /** Says which layers stand before and after the activation that {@code convolution} feeds. */
    void activated(String convolution, String before, String after) {
        convolutions.put(convolution, new Blueprint.Ends(before, after));
    }

    Node batchNorm(String name, Node x) {
        return batchNorm(name, x, VariableSpec.Role.SCALE);
    }

    /** @param scale role of γ, which decides its initial value */
    Node batchNorm(String name, Node x, VariableSpec.Role scale) {
        long channels = x.shape().dim(-1);
        Node gamma = parameter(VariableSpec.of(name + ".weight", scale, channels));
        Node beta = parameter(bias(name, channels));
        Node mean = state(VariableSpec.of(name + ".running_mean", VariableSpec.Role.RUNNING_MEAN, channels));
        Node variance = state(VariableSpec.of(name + ".running_var", VariableSpec.Role.RUNNING_VARIANCE, channels));
        return layer(name, graph.batchNorm(x, gamma, beta, mean, variance, EPSILON, MOMENTUM, mode == Mode.TRAINING));
    }

    Node relu(String name, Node x) {
        return layer(name, graph.relu(x));
    }

    /** min(max(x, 0), 6). */
    Node relu6(String name, Node x) {
        return layer(name, graph.relu6(x));
    }

    Node add(String name, Node branch, Node skipped) {
        return layer(name, graph.add(branch, skipped));
    }

    Node maxPool(String name, Node x, Pool2d spec) {
        return layer(name, graph.maxPool2d(x, spec));
    }

    /** Mean over the image: [N, H, W, C] → [N, C]. */
    Node globalPool(String name, Node x) {
        return layer(name, graph.globalAvgPool(x));
    }

    /** [N, H, W, C] → [N, H·W·C]: height, width, channel. Not a layer of its own. */
    Node flatten(Node x) {
        return graph.reshape(x, x.shape().dim(0), x.shape().count() / x.shape().dim(0));
    }

    /**
     * A linear layer with bias.
     *
     * @param activated whether a ReLU follows, which decides the initial variance
     */
    Node linear(String name, Node x, int units, boolean activated) {
        Node weight = parameter(linearWeight(name, units, x.shape().dim(1), activated));
        return layer(name, graph.linear(x, weight, parameter(bias(name, units))));
    }

    /** A linear layer before batch norm and ReLU: the norm would remove a bias. */
    Node linearWithoutBias(String name, Node x, int units) {
        Node weight = parameter(linearWeight(name, units, x.shape().dim(1), true));
        return layer(name, graph.linear(x, weight, null));
    }

    /** Active in training only; not a layer of its own. */
    Node dropout(Node x, double rate) {
        return mode == Mode.TRAINING && rate > 0 ? graph.dropout(x, rate, seed) : x;
    }

    /**
     * The network's end.
     *
     * @param name of the last layer
     * @param features [N, F], the embedding unless the head has one of its own
     * @param dropped the same after dropout
     * @param outputs classes, attributes or numbers
     */
    Outputs head(Head head, String name, Node features, Node dropped, int outputs) {
        Node embedding = features;
        Node x = dropped;
        if (head.embedding() > 0) {
            Node weight = parameter(linearWeight(
                    Head.PROJECTION, head.embedding(), dropped.shape().dim(1), false));
            x = layer(Head.PROJECTION, graph.linear(dropped, weight, null));
            x = batchNorm(Head.PROJECTION_NORM, x);
            embedding = x;
        }
        if (!head.objective().angular()) {
            return new Outputs(embedding, linear(name, x, outputs, false));
        }
        Node unit = layer(Head.UNIT_EMBEDDING, graph.l2Normalize(x, UNIT_EPSILON));
        Node weight = parameter(linearWeight(name, outputs, x.shape().dim(1), false));
        Node cosine = graph.linear(unit, graph.l2Normalize(weight, UNIT_EPSILON), null);
        return new Outputs(
                embedding, layer(name, graph.scale(cosine, head.objective().scale())));
    }

    private static VariableSpec linearWeight(String layer, long out, long in, boolean activated) {
        Shape shape = Shape.of(out, in);
        String name = layer + ".weight";
        return activated ? VariableSpec.heWeight(name, shape, in) : VariableSpec.linearWeight(name, shape, in);
    }

    private static VariableSpec bias(String layer, long size) {
        return VariableSpec.of(layer + ".bias", VariableSpec.Role.BIAS, size);
    }

    private Node parameter(VariableSpec spec) {
        variables.add(spec);
        return graph.parameter(spec.name(), spec.shape().toArray());
    }

    private Node state(VariableSpec spec) {
        variables.add(spec);
        return graph.state(spec.name(), spec.shape().toArray());
    }

    private Node layer(String name, Node node) {
        layers.add(name);
        return graph.named(name, node);
    }
}
