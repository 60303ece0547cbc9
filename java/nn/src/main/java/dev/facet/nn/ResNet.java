package dev.facet.nn;

import dev.facet.engine.Conv2d;
import dev.facet.engine.Node;
import dev.facet.engine.Pool2d;

/**
 * ResNet (He, Zhang, Ren, Sun 2015, arXiv 1512.03385) as torchvision has it, "v1.5": the stride of a bottleneck is on its
 * 3×3 convolution.
 *
 * <p>Layers have torchvision's names, with numbered ReLUs: {@code conv1, bn1, relu, maxpool}; in block b (from 0) of stage s
 * (1 … 4) {@code layer<s>.<b>.conv1, .bn1, .relu1, .conv2, .bn2, .relu2, .conv3, .bn3}, where the skip connection is projected
 * {@code .downsample.0, .downsample.1}, then {@code .add, .relu3}; {@code avgpool, fc}. With 18 and 34 layers a block ends
 * {@code .conv2, .bn2, (.downsample…,) .add, .relu2}.
 * <em>Before</em> the skip connection stands the block's last batch norm, <em>after</em> it {@code .add}.
 *
 * <p>Variables are named as in torchvision's state dictionaries. Convolutions have no bias. The embedding is
 * {@code avgpool}, unless the head has its own.
 */
public final class ResNet extends BuiltNetwork<ResNetConfig> {
    static final String ARCHITECTURE = "resnet";

    private static final int[] STAGE_CHANNELS = {64, 128, 256, 512};
    private static final int STEM_CHANNELS = 64;
    private static final int EXPANSION = 4;
    private static final String POOLED = "avgpool";
    private static final String SCORES = "fc";

    public ResNet(ResNetConfig config) {
        super(config);
    }

    /** The sizes. */
    public ResNetConfig resNetConfig() {
        return config;
    }

    @Override
    public String architecture() {
        return ARCHITECTURE;
    }

    @Override
    int features() {
        return scaled(STAGE_CHANNELS[STAGE_CHANNELS.length - 1]) * (bottlenecks() ? EXPANSION : 1);
    }

    @Override
    String title() {
        return "ResNet" + config.depth();
    }

    @Override
    public boolean stochastic() {
        return false;
    }

    @Override
    Outputs append(LayerBuilder layers, Node images) {
        Node x = layers.convolution(
                "conv1", images, scaled(STEM_CHANNELS), 7, Conv2d.same(7).stride(2), false);
        x = layers.relu("relu", layers.batchNorm("bn1", x));
        layers.activated("conv1", "bn1", "relu");
        x = layers.maxPool("maxpool", x, Pool2d.of(3).stride(2).pad(1));
        for (int stage = 1; stage <= STAGE_CHANNELS.length; stage++) {
            for (int block = 0; block < blocks(stage); block++) {
                int stride = stage > 1 && block == 0 ? 2 : 1;
                String name = "layer" + stage + "." + block + ".";
                x = bottlenecks()
                        ? bottleneck(layers, x, name, scaled(STAGE_CHANNELS[stage - 1]), stride)
                        : plainBlock(layers, x, name, scaled(STAGE_CHANNELS[stage - 1]), stride);
            }
        }
        Node pooled = layers.globalPool(POOLED, x);
        return layers.head(config.head(), SCORES, pooled, pooled, config.classes());
    }

    private Node plainBlock(LayerBuilder layers, Node x, String name, int filters, int stride) {
        Node y =
                layers.convolution(name + "conv1", x, filters, 3, Conv2d.same(3).stride(stride), false);
        y = layers.relu(name + "relu1", layers.batchNorm(name + "bn1", y));
        layers.activated(name + "conv1", name + "bn1", name + "relu1");
        y = layers.convolution(name + "conv2", y, filters, 3, Conv2d.same(3), false);
        y = layers.batchNorm(name + "bn2", y, lastScale());
        return joined(layers, x, y, name, stride, name + "conv2", name + "relu2");
    }

    private Node bottleneck(LayerBuilder layers, Node x, String name, int filters, int stride) {
        Node y = layers.convolution(name + "conv1", x, filters, 1, Conv2d.same(1), false);
        y = layers.relu(name + "relu1", layers.batchNorm(name + "bn1", y));
        layers.activated(name + "conv1", name + "bn1", name + "relu1");
        y = layers.convolution(name + "conv2", y, filters, 3, Conv2d.same(3).stride(stride), false);
        y = layers.relu(name + "relu2", layers.batchNorm(name + "bn2", y));
        layers.activated(name + "conv2", name + "bn2", name + "relu2");
        y = layers.convolution(name + "conv3", y, filters * EXPANSION, 1, Conv2d.same(1), false);
        y = layers.batchNorm(name + "bn3", y, lastScale());
        return joined(layers, x, y, name, stride, name + "conv3", name + "relu3");
    }

    /** Adds the block's branch to its input, which is projected where the shapes differ. */
    private static Node joined(
            LayerBuilder layers, Node x, Node branch, String name, int stride, String lastConvolution, String relu) {
        Node skipped = x;
        String sum = name + "add";
        if (!x.shape().equals(branch.shape())) {
            String projection = name + "downsample.0";
            int filters = Math.toIntExact(branch.shape().dim(3));
            skipped =
                    layers.convolution(projection, x, filters, 1, Conv2d.valid().stride(stride), false);
            skipped = layers.batchNorm(name + "downsample.1", skipped);
            layers.activated(projection, sum, relu);
        }
        layers.activated(lastConvolution, sum, relu);
        return layers.relu(relu, layers.add(sum, branch, skipped));
    }

    private VariableSpec.Role lastScale() {
        return config.zeroLastScale() ? VariableSpec.Role.ZERO_SCALE : VariableSpec.Role.SCALE;
    }

    private boolean bottlenecks() {
        return config.depth() >= 50;
    }

    private int blocks(int stage) {
        return switch (config.depth()) {
            case 18 -> 2;
            case 101 -> new int[] {3, 4, 23, 3}[stage - 1];
            default -> new int[] {3, 4, 6, 3}[stage - 1];
        };
    }

    private int scaled(int channels) {
        return (int) Math.max(1, Math.round(channels * config.width()));
    }
}
