package dev.facet.nn;

import dev.facet.engine.Conv2d;
import dev.facet.engine.Node;

/**
 * MobileNetV2 (Sandler et al. 2018, arXiv 1801.04381, table 2) as torchvision has it: inverted residuals, each a 1×1
 * expansion, a 3×3 depthwise convolution and a linear 1×1 projection.
 *
 * <p>Layers have the names of torchvision's modules: {@code features.0.0} (convolution), {@code features.0.1} (batch norm),
 * {@code features.0.2} (ReLU6); in block b (1 … 17) {@code features.<b>.conv.0.0, .0.1, .0.2} the expansion, which block 1 does
 * not have, {@code .conv.1.0, .1.1, .1.2} the depthwise convolution, {@code .conv.2} and {@code .conv.3} the projection and
 * its batch norm (in block 1 {@code .conv.0.…} is the depthwise convolution and {@code .conv.1}, {@code .conv.2} the projection);
 * {@code features.18.0, .1, .2}; then {@code avgpool} and {@code classifier.1}. Where a block has a skip connection, the projection's
 * batch norm stands <em>before</em> it and {@code features.<b>.add} <em>after</em>.
 *
 * <p>Variables are named as in torchvision's state dictionaries. Convolutions have no bias. The embedding is
 * {@code avgpool} before dropout, unless the head has its own. No activation follows a projection:
 * {@link #preRelu} and {@link #postRelu} of one are both the block's output.
 */
public final class MobileNetV2 extends BuiltNetwork<MobileNetV2Config> {
    static final String ARCHITECTURE = "mobilenetv2";

    private static final int STEM_CHANNELS = 32;
    private static final int LAST_CHANNELS = 1280;
    private static final int CHANNEL_STEP = 8;
    private static final String POOLED = "avgpool";
    private static final String SCORES = "classifier.1";

    /** Table 2: expansion, channels, blocks, stride of the first block. */
    private static final int[][] STAGES = {
        {1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}
    };

    public MobileNetV2(MobileNetV2Config config) {
        super(config);
    }

    /** The sizes. */
    public MobileNetV2Config mobileNetV2Config() {
        return config;
    }

    @Override
    public String architecture() {
        return ARCHITECTURE;
    }

    @Override
    int features() {
        return lastChannels();
    }

    @Override
    String title() {
        return "MobileNetV2";
    }

    @Override
    public boolean stochastic() {
        return config.dropout() > 0;
    }

    @Override
    Outputs append(LayerBuilder layers, Node images) {
        Node x = activated(
                layers,
                images,
                "features.0",
                scaled(STEM_CHANNELS),
                3,
                Conv2d.same(3).stride(2));
        int place = 1;
        for (int[] stage : STAGES) {
            for (int block = 0; block < stage[2]; block++) {
                x = invertedResidual(
                        layers, x, "features." + place, stage[0], scaled(stage[1]), block == 0 ? stage[3] : 1);
                place++;
            }
        }
        x = activated(layers, x, "features." + place, lastChannels(), 1, Conv2d.same(1));
        Node pooled = layers.globalPool(POOLED, x);
        return layers.head(config.head(), SCORES, pooled, layers.dropout(pooled, config.dropout()), config.classes());
    }

    private static Node invertedResidual(
            LayerBuilder layers, Node x, String name, int expansion, int filters, int stride) {
        int hidden = Math.toIntExact(x.shape().dim(3)) * expansion;
        int part = 0;
        Node y = x;
        if (expansion > 1) {
            y = activated(layers, y, name + ".conv." + part, hidden, 1, Conv2d.same(1));
            part++;
        }
        y = activated(
                layers,
                y,
                name + ".conv." + part,
                hidden,
                3,
                Conv2d.same(3).stride(stride).groups(hidden));
        part++;
        String projection = name + ".conv." + part;
        String norm = name + ".conv." + (part + 1);
        y = layers.batchNorm(norm, layers.convolution(projection, y, filters, 1, Conv2d.same(1), false));
        if (!y.shape().equals(x.shape())) {
            layers.activated(projection, norm, norm);
            return y;
        }
        String sum = name + ".add";
        layers.activated(projection, sum, sum);
        return layers.add(sum, y, x);
    }

    /** Convolution {@code .0}, batch norm {@code .1}, ReLU6 {@code .2}. */
    private static Node activated(LayerBuilder layers, Node x, String name, int filters, int kernel, Conv2d spec) {
        Node y = layers.convolution(name + ".0", x, filters, kernel, spec, false);
        y = layers.relu6(name + ".2", layers.batchNorm(name + ".1", y));
        layers.activated(name + ".0", name + ".1", name + ".2");
        return y;
    }

    private int lastChannels() {
        return rounded(LAST_CHANNELS * Math.max(1, config.width()));
    }

    private int scaled(int channels) {
        return rounded(channels * config.width());
    }

    /** The nearest multiple of 8 that is not less than nine tenths of {@code channels}. */
    private static int rounded(double channels) {
        int nearest = Math.max(CHANNEL_STEP, (int) (channels + CHANNEL_STEP / 2.0) / CHANNEL_STEP * CHANNEL_STEP);
        return nearest < 0.9 * channels ? nearest + CHANNEL_STEP : nearest;
    }
}
