package dev.facet.nn;

import com.google.gson.JsonObject;
import dev.facet.engine.Conv2d;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Pool2d;
import dev.facet.engine.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * VGG (Simonyan, Zisserman 2014, arXiv 1409.1556): five blocks of 3×3 convolutions, each closed by 2×2 max pooling, then
 * three linear layers. Layers are named as the field does: {@code conv1_1, bn1_1, relu1_1, …, pool5, fc6, relu6, fc7, relu7,
 * fc8}; {@code conv…} is the convolution's own output. The embedding is {@code relu7}, before dropout.
 *
 * <p>Variables are called {@code <layer>.weight}, {@code .bias}, {@code .running_mean}, {@code .running_var}. fc6 reads pool5 in
 * the order height, width, channel. A convolution before batch norm has no bias: the norm would remove it.
 */
public final class Vgg implements Network {
    static final String ARCHITECTURE = "vgg";

    private static final int[] BLOCK_CHANNELS = {64, 128, 256, 512, 512};
    private static final int HIDDEN = 4096;
    private static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.1;

    private final VggConfig config;
    private final List<VariableSpec> variables;
    private final List<String> layers;

    public Vgg(VggConfig config) {
        this.config = config;
        this.variables = List.copyOf(listVariables());
        this.layers = List.copyOf(listLayers());
    }

    /** The sizes. */
    public VggConfig vggConfig() {
        return config;
    }

    @Override
    public String architecture() {
        return ARCHITECTURE;
    }

    @Override
    public JsonObject config() {
        return config.toJson();
    }

    @Override
    public int inputSize() {
        return config.input();
    }

    @Override
    public int channels() {
        return config.channels();
    }

    @Override
    public int classes() {
        return config.classes();
    }

    @Override
    public int embeddingSize() {
        return scaled(HIDDEN);
    }

    @Override
    public List<String> layers() {
        return layers;
    }

    @Override
    public List<VariableSpec> variables() {
        return variables;
    }

    @Override
    public boolean stochastic() {
        return config.dropout() > 0;
    }

    @Override
    public String lastConvolution() {
        return "conv5_" + convolutions(BLOCK_CHANNELS.length - 1);
    }

    @Override
    public String preRelu(String convolution) {
        return config.batchNorm() ? "bn" + place(convolution) : convolution;
    }

    @Override
    public String postRelu(String convolution) {
        return "relu" + place(convolution);
    }

    @Override
    public Outputs build(Graph graph, Node images, Mode mode, Node seed) {
        Node x = images;
        for (int block = 0; block < BLOCK_CHANNELS.length; block++) {
            for (int i = 1; i <= convolutions(block); i++) {
                x = convolution(graph, x, (block + 1) + "_" + i, blockChannels(block), mode);
            }
            x = graph.named("pool" + (block + 1), graph.maxPool2d(x, Pool2d.of(2)));
        }
        Node flat = graph.reshape(x, x.shape().dim(0), flattened());
        Node relu6 = graph.named("relu6", graph.relu(linear(graph, flat, "fc6", embeddingSize())));
        Node relu7 = graph.named(
                "relu7", graph.relu(linear(graph, dropout(graph, relu6, mode, seed), "fc7", embeddingSize())));
        Node logits = linear(graph, dropout(graph, relu7, mode, seed), "fc8", config.classes());
        return new Outputs(relu7, logits);
    }

    private Node convolution(Graph graph, Node x, String place, int filters, Mode mode) {
        String name = "conv" + place;
        Node weight = graph.parameter(name + ".weight", filters, 3, 3, x.shape().dim(3));
        Node bias = config.batchNorm() ? null : graph.parameter(name + ".bias", filters);
        Node y = graph.named(name, graph.conv2d(x, weight, bias, Conv2d.same(3)));
        if (config.batchNorm()) {
            y = batchNorm(graph, y, "bn" + place, filters, mode);
        }
        return graph.named("relu" + place, graph.relu(y));
    }

    private static Node batchNorm(Graph graph, Node x, String name, int channels, Mode mode) {
        return graph.named(
                name,
                graph.batchNorm(
                        x,
                        graph.parameter(name + ".weight", channels),
                        graph.parameter(name + ".bias", channels),
                        graph.state(name + ".running_mean", channels),
                        graph.state(name + ".running_var", channels),
                        EPSILON,
                        MOMENTUM,
                        mode == Mode.TRAINING));
    }

    private static Node linear(Graph graph, Node x, String name, int units) {
        Node weight = graph.parameter(name + ".weight", units, x.shape().dim(1));
        Node bias = graph.parameter(name + ".bias", units);
        return graph.named(name, graph.linear(x, weight, bias));
    }

    private Node dropout(Graph graph, Node x, Mode mode, Node seed) {
        return mode == Mode.TRAINING && stochastic() ? graph.dropout(x, config.dropout(), seed) : x;
    }

    private List<VariableSpec> listVariables() {
        List<VariableSpec> specs = new ArrayList<>();
        int in = config.channels();
        for (int block = 0; block < BLOCK_CHANNELS.length; block++) {
            int out = blockChannels(block);
            for (int i = 1; i <= convolutions(block); i++) {
                String place = (block + 1) + "_" + i;
                String name = "conv" + place;
                specs.add(VariableSpec.heWeight(name + ".weight", Shape.of(out, 3, 3, in), 9L * in));
                if (config.batchNorm()) {
                    addBatchNorm(specs, "bn" + place, out);
                } else {
                    specs.add(VariableSpec.of(name + ".bias", VariableSpec.Role.BIAS, out));
                }
                in = out;
            }
        }
        addLinear(specs, "fc6", embeddingSize(), flattened(), true);
        addLinear(specs, "fc7", embeddingSize(), embeddingSize(), true);
        addLinear(specs, "fc8", config.classes(), embeddingSize(), false);
        return specs;
    }

    private static void addBatchNorm(List<VariableSpec> specs, String name, int channels) {
        specs.add(VariableSpec.of(name + ".weight", VariableSpec.Role.SCALE, channels));
        specs.add(VariableSpec.of(name + ".bias", VariableSpec.Role.BIAS, channels));
        specs.add(VariableSpec.of(name + ".running_mean", VariableSpec.Role.RUNNING_MEAN, channels));
        specs.add(VariableSpec.of(name + ".running_var", VariableSpec.Role.RUNNING_VARIANCE, channels));
    }

    private static void addLinear(List<VariableSpec> specs, String name, long out, long in, boolean relu) {
        Shape shape = Shape.of(out, in);
        String weight = name + ".weight";
        specs.add(relu ? VariableSpec.heWeight(weight, shape, in) : VariableSpec.linearWeight(weight, shape, in));
        specs.add(VariableSpec.of(name + ".bias", VariableSpec.Role.BIAS, out));
    }

    private List<String> listLayers() {
        List<String> names = new ArrayList<>();
        for (int block = 0; block < BLOCK_CHANNELS.length; block++) {
            for (int i = 1; i <= convolutions(block); i++) {
                String place = (block + 1) + "_" + i;
                names.add("conv" + place);
                if (config.batchNorm()) {
                    names.add("bn" + place);
                }
                names.add("relu" + place);
            }
            names.add("pool" + (block + 1));
        }
        names.addAll(List.of("fc6", "relu6", "fc7", "relu7", "fc8"));
        return names;
    }

    /** Convolutions of a block: 1 or 2 in the first two, up to 4 in the others. */
    private int convolutions(int block) {
        return switch (config.depth()) {
            case 11 -> block < 2 ? 1 : 2;
            case 13 -> 2;
            case 16 -> block < 2 ? 2 : 3;
            default -> block < 2 ? 2 : 4;
        };
    }

    private int blockChannels(int block) {
        return scaled(BLOCK_CHANNELS[block]);
    }

    private int scaled(int size) {
        return (int) Math.max(1, Math.round(size * config.width()));
    }

    /** Values of pool5 per image. */
    private long flattened() {
        long side = config.input() / 32;
        return side * side * blockChannels(BLOCK_CHANNELS.length - 1);
    }

    private String place(String convolution) {
        if (!convolution.startsWith("conv") || !layers.contains(convolution)) {
            throw new IllegalArgumentException("no convolution '" + convolution + "' in VGG" + config.depth()
                    + "; it has "
                    + String.join(
                            ", ",
                            layers.stream().filter(n -> n.startsWith("conv")).toList()));
        }
        return convolution.substring("conv".length());
    }
}
