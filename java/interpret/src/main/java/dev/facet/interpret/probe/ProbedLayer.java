package dev.facet.interpret.probe;

import dev.facet.engine.Shape;
import dev.facet.interpret.json.OrNull;

/**
 * A layer to probe.
 *
 * @param index position among all layers of the network, in depth order
 * @param name the layer's name
 * @param operator the op that makes it, such as {@code relu} or {@code conv2d}
 * @param height of its maps; 1 where it has none
 * @param width likewise
 * @param channels of its maps, or the number of its neurons
 * @param skip {@code before} or {@code after} a skip connection; null elsewhere
 */
public record ProbedLayer(
        int index,
        String name,
        String operator,
        int height,
        int width,
        int channels,
        @OrNull String skip) {
    static final String BEFORE = "before";
    static final String AFTER = "after";

    public ProbedLayer {
        if (height < 1 || width < 1 || channels < 1 || (long) height * width > Integer.MAX_VALUE / channels) {
            throw new IllegalArgumentException("the layer " + name + " has no neurons, or more than an int counts: "
                    + height + "x" + width + "x" + channels);
        }
    }

    static ProbedLayer of(int index, String name, String operator, Shape shape, String skip) {
        boolean maps = shape.rank() == 4;
        int channels = Math.toIntExact(shape.dim(-1));
        int height = maps ? Math.toIntExact(shape.dim(1)) : 1;
        int width = maps ? Math.toIntExact(shape.dim(2)) : Math.toIntExact(shape.count() / shape.dim(0) / channels);
        return new ProbedLayer(index, name, operator, height, width, channels, skip);
    }

    /** Number of neurons: height · width · channels. */
    public int features() {
        return height * width * channels;
    }

    /** Whether channels are more than single neurons. */
    public boolean hasMaps() {
        return height * width > 1;
    }

    /** The neurons of a channel, ascending: every {@code channels}-th from it on. */
    int[] neuronsOf(int channel) {
        int[] neurons = new int[height * width];
        for (int place = 0; place < neurons.length; place++) {
            neurons[place] = place * channels + channel;
        }
        return neurons;
    }
}
