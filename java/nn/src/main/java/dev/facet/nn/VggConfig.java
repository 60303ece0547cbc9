package dev.facet.nn;

import com.google.gson.JsonObject;
import dev.facet.nn.internal.JsonFields;

/**
 * Sizes of a VGG network.
 *
 * @param depth 11, 13, 16 or 19: configurations A, B, D and E of the paper
 * @param batchNorm batch norm between every convolution and its ReLU; the convolutions then have no bias
 * @param width factor on the channels 64…512 and on the 4096 units of fc6 and fc7, positive
 * @param input height and width of the images in pixels, at least 32; the five poolings divide it by 32, rounding down
 * @param channels of the images, 3 for colour
 * @param classes identities, at least 2
 * @param dropout rate after relu6 and relu7 in training, in [0, 1)
 */
public record VggConfig(
        int depth, boolean batchNorm, double width, int input, int channels, int classes, double dropout) {

    private static final int MAX_INPUT = 4096;

    public VggConfig {
        if (depth != 11 && depth != 13 && depth != 16 && depth != 19) {
            throw new IllegalArgumentException("VGG depth must be 11, 13, 16 or 19, got " + depth);
        }
        if (!(width > 0 && width <= 16)) {
            throw new IllegalArgumentException("VGG width must lie in (0, 16], got " + width);
        }
        if (input < 32 || input > MAX_INPUT) {
            throw new IllegalArgumentException("VGG input must lie in 32 ... " + MAX_INPUT + " pixels, got " + input);
        }
        if (channels < 1 || classes < 2) {
            throw new IllegalArgumentException(
                    "VGG needs at least 1 channel and 2 classes, got " + channels + " and " + classes);
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("VGG dropout must lie in [0, 1), got " + dropout);
        }
    }

    /** The paper's network: width 1, 224 pixels, colour, dropout 0.5, no batch norm. */
    public static VggConfig of(int depth, int classes) {
        return new VggConfig(depth, false, 1, 224, 3, classes, 0.5);
    }

    public VggConfig withBatchNorm(boolean value) {
        return new VggConfig(depth, value, width, input, channels, classes, dropout);
    }

    public VggConfig withWidth(double value) {
        return new VggConfig(depth, batchNorm, value, input, channels, classes, dropout);
    }

    public VggConfig withInput(int value) {
        return new VggConfig(depth, batchNorm, width, value, channels, classes, dropout);
    }

    public VggConfig withClasses(int value) {
        return new VggConfig(depth, batchNorm, width, input, channels, value, dropout);
    }

    public VggConfig withDropout(double value) {
        return new VggConfig(depth, batchNorm, width, input, channels, classes, value);
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("depth", depth);
        json.addProperty("batch_norm", batchNorm);
        json.addProperty("width", width);
        json.addProperty("input", input);
        json.addProperty("channels", channels);
        json.addProperty("classes", classes);
        json.addProperty("dropout", dropout);
        return json;
    }

    public static VggConfig fromJson(JsonObject json) {
        JsonFields fields = new JsonFields(json, "VGG configuration")
                .only("depth", "batch_norm", "width", "input", "channels", "classes", "dropout");
        return new VggConfig(
                fields.integer("depth"),
                fields.bool("batch_norm"),
                fields.number("width"),
                fields.integer("input"),
                fields.integer("channels"),
                fields.integer("classes"),
                fields.number("dropout"));
    }
}
