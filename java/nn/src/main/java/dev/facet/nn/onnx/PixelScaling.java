package dev.facet.nn.onnx;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.facet.engine.Conv2d;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.nn.internal.JsonFields;
import java.util.List;
import java.util.Locale;

/**
 * What a network that others trained wants of a pixel v, 0 to 255: (v − mean) / deviation, and its channels in some order. Facet's
 * own images hold (v − 127.5) / 128, red first; {@link #apply} turns these into those inside the graph.
 *
 * @param order the channels that the network takes
 * @param mean in pixel values, one for all channels or one for each, in the network's order
 * @param deviation likewise, not 0
 */
public record PixelScaling(Channels order, List<Double> mean, List<Double> deviation) {
    /** What images hold here: (v − 127.5) / 128, red first. */
    public static final PixelScaling FACET = rgb(127.5, 128);

    /** What torchvision's networks were trained on: ImageNet's mean and standard deviation of each colour. */
    public static final PixelScaling IMAGENET =
            new PixelScaling(Channels.RGB, List.of(123.675, 116.28, 103.53), List.of(58.395, 57.12, 57.375));

    private static final double FACET_MEAN = 127.5;
    private static final double FACET_DEVIATION = 128;

    /** Which channels a network takes of a red, green and blue image, in which order. */
    public enum Channels {
        /** Red, green, blue. */
        RGB,
        /** Blue, green, red, as OpenCV reads pictures. */
        BGR,
        /** One channel of brightness: 0.299 R + 0.587 G + 0.114 B. */
        GREY
    }

    public PixelScaling {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        int channels = order == Channels.GREY ? 1 : 3;
        for (List<Double> values : List.of(mean, deviation)) {
            if (values.size() != 1 && values.size() != channels
                    || values.stream().anyMatch(value -> !Double.isFinite(value))) {
                throw new IllegalArgumentException(
                        "mean and deviation are one number, or " + channels + " for the channels, not " + values);
            }
        }
        if (deviation.contains(0.0)) {
            throw new IllegalArgumentException("the deviation of pixels is not 0");
        }
    }

    /** (v − mean) / deviation, red first. */
    public static PixelScaling rgb(double mean, double deviation) {
        return new PixelScaling(Channels.RGB, List.of(mean), List.of(deviation));
    }

    /** This with the channels in another order. */
    public PixelScaling with(Channels channels) {
        return new PixelScaling(channels, mean, deviation);
    }

    /**
     * Images as the network wants them.
     *
     * @param images [N,H,W,3] holding (v − 127.5) / 128, red first
     * @return [N,H,W,3], or [N,H,W,1] for grey
     */
    public Node apply(Graph graph, Node images) {
        Node ordered = images;
        if (order == Channels.BGR) {
            Shape s = images.shape();
            Node[] reversed = new Node[3];
            for (int c = 0; c < 3; c++) {
                reversed[c] = graph.slice(
                        images, new long[] {0, 0, 0, 2 - c}, s.with(3, 1).toArray());
            }
            ordered = graph.concat(3, reversed);
        } else if (order == Channels.GREY) {
            Node weights = graph.constant("brightness", Shape.of(1, 1, 1, 3), new double[] {0.299, 0.587, 0.114});
            ordered = graph.conv2d(images, weights, null, Conv2d.valid());
        }
        if (mean.size() == 1 && deviation.size() == 1) {
            double factor = FACET_DEVIATION / deviation.get(0);
            double shift = (FACET_MEAN - mean.get(0)) / deviation.get(0);
            return factor == 1 && shift == 0 ? ordered : graph.affine(ordered, factor, shift);
        }
        int channels = order == Channels.GREY ? 1 : 3;
        double[] factors = new double[channels];
        double[] shifts = new double[channels];
        for (int c = 0; c < channels; c++) {
            double d = deviation.get(deviation.size() == 1 ? 0 : c);
            factors[c] = FACET_DEVIATION / d;
            shifts[c] = (FACET_MEAN - mean.get(mean.size() == 1 ? 0 : c)) / d;
        }
        Node scaled = graph.mul(ordered, graph.constant("pixel_scale", Shape.of(channels), factors));
        return graph.biasAdd(scaled, graph.constant("pixel_shift", Shape.of(channels), shifts));
    }

    /** Channels of the images that {@link #apply} takes. */
    public int imageChannels() {
        return 3;
    }

    /** Channels of what {@link #apply} gives. */
    public int networkChannels() {
        return order == Channels.GREY ? 1 : 3;
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("channels", JsonFields.lower(order));
        json.add("mean", array(mean));
        json.add("deviation", array(deviation));
        return json;
    }

    public static PixelScaling fromJson(JsonObject json) {
        JsonFields fields = new JsonFields(json, "pixel scaling").only("channels", "mean", "deviation");
        return new PixelScaling(fields.choice("channels", Channels.class), list(json, "mean"), list(json, "deviation"));
    }

    private static JsonArray array(List<Double> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        return array;
    }

    private static List<Double> list(JsonObject json, String name) {
        if (!json.has(name) || !json.get(name).isJsonArray()) {
            throw new IllegalArgumentException("pixel scaling: field '" + name + "' must be a list of numbers");
        }
        return json.getAsJsonArray(name).asList().stream()
                .map(element -> element.getAsDouble())
                .toList();
    }

    /** As {@code (v - 127) / 128, rgb}. */
    @Override
    public String toString() {
        return "(v - " + text(mean) + ") / " + text(deviation) + ", "
                + order.name().toLowerCase(Locale.ROOT);
    }

    private static String text(List<Double> values) {
        return values.size() == 1 ? String.valueOf(values.get(0)) : values.toString();
    }
}
