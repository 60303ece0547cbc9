package dev.facet.nn;

import dev.facet.engine.Conv2d;
import dev.facet.engine.Node;
import dev.facet.engine.Pool2d;

/**
 * VGG (Simonyan, Zisserman 2014, arXiv 1409.1556): five blocks of 3×3 convolutions, each closed by 2×2 max pooling, then
 * three linear layers. Layers are named as the field does: {@code conv1_1, bn1_1, relu1_1, …, pool5, fc6, relu6, fc7, relu7,
 * fc8}; {@code conv…} is the convolution's own output. The embedding is {@code relu7}, before dropout, unless the head has
 * its own.
 *
 * <p>Variables are called {@code <layer>.weight}, {@code .bias}, {@code .running_mean}, {@code .running_var}. fc6 reads pool5 in
 * the order height, width, channel. A convolution before batch norm has no bias, which the norm would remove, unless the
 * configuration asks for it.
 */
public final class Vgg extends BuiltNetwork<VggConfig> {
    static final String ARCHITECTURE = "vgg";

    private static final int[] BLOCK_CHANNELS = {64, 128, 256, 512, 512};
    private static final int HIDDEN = 4096;

    public Vgg(VggConfig config) {
        super(config);
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
    int features() {
        return scaled(HIDDEN);
    }

    @Override
    String title() {
        return "VGG" + config.depth();
    }

    @Override
    public boolean stochastic() {
        return config.dropout() > 0;
    }

    @Override
    Outputs append(LayerBuilder layers, Node images) {
        Node x = images;
        for (int block = 0; block < BLOCK_CHANNELS.length; block++) {
            for (int i = 1; i <= convolutions(block); i++) {
                x = convolution(layers, x, (block + 1) + "_" + i, scaled(BLOCK_CHANNELS[block]));
            }
            x = layers.maxPool("pool" + (block + 1), x, Pool2d.of(2));
        }
        Node relu6 = hidden(layers, layers.flatten(x), "6");
        Node relu7 = hidden(layers, layers.dropout(relu6, config.dropout()), "7");
        return layers.head(config.head(), "fc8", relu7, layers.dropout(relu7, config.dropout()), config.classes());
    }

    private Node convolution(LayerBuilder layers, Node x, String place, int filters) {
        String name = "conv" + place;
        boolean biased = !config.batchNorm() || config.biasBeforeNorm();
        Node y = layers.convolution(name, x, filters, 3, Conv2d.same(3), biased);
        String before = name;
        if (config.batchNorm()) {
            before = "bn" + place;
            y = layers.batchNorm(before, y);
        }
        layers.activated(name, before, "relu" + place);
        return layers.relu("relu" + place, y);
    }

    private Node hidden(LayerBuilder layers, Node x, String place) {
        Node y = config.linearNorm()
                ? layers.batchNorm("bn" + place, layers.linearWithoutBias("fc" + place, x, scaled(HIDDEN)))
                : layers.linear("fc" + place, x, scaled(HIDDEN), true);
        return layers.relu("relu" + place, y);
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

    private int scaled(int size) {
        return (int) Math.max(1, Math.round(size * config.width()));
    }
}
