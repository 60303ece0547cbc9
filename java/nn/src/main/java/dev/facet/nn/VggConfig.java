package dev.facet.nn;

import com.google.gson.JsonObject;
import dev.facet.nn.heads.Head;
import dev.facet.nn.internal.JsonFields;

/**
 * Sizes of a VGG network.
 *
 * @param depth 11, 13, 16 or 19: configurations A, B, D and E of the paper
 * @param batchNorm batch norm between every convolution and its ReLU
 * @param biasBeforeNorm whether convolutions have a bias before batch norm too, where it does nothing: torchvision's do.
 *     Without batch norm they always have one
 * @param linearNorm batch norm between fc6, fc7 and their ReLUs as well ({@code bn6}, {@code bn7}); these layers then have no
 *     bias. Neither the paper nor torchvision has it; with few images a person, learning begins much sooner
 * @param width factor on the channels 64…512 and on the 4096 units of fc6 and fc7, positive
 * @param input height and width of the images in pixels, at least 32; the five poolings divide it by 32, rounding down
 * @param channels of the images, 3 for colour
 * @param classes outputs of the head: identities (at least 2), attributes or numbers
 * @param dropout rate after relu6 and relu7 in training, in [0, 1)
 * @param head what stands on the 4096 features of relu7
 */
public record VggConfig(
        int depth,
        boolean batchNorm,
        boolean biasBeforeNorm,
        boolean linearNorm,
        double width,
        int input,
        int channels,
        int classes,
        double dropout,
        Head head)
        implements NetworkSizes {

    public VggConfig {
        if (depth != 11 && depth != 13 && depth != 16 && depth != 19) {
            throw new IllegalArgumentException("VGG depth must be 11, 13, 16 or 19, got " + depth);
        }
        Sizes.require("VGG", width, input, channels, classes, head);
        Sizes.requireDropout("VGG", dropout);
    }

    /** Softmax, no bias before batch norm, no batch norm after linear layers. */
    public VggConfig(int depth, boolean batchNorm, double width, int input, int channels, int classes, double dropout) {
        this(depth, batchNorm, false, false, width, input, channels, classes, dropout, Head.softmax());
    }

    /** The paper's network: width 1, 224 pixels, colour, dropout 0.5, no batch norm. */
    public static VggConfig of(int depth, int classes) {
        return new VggConfig(depth, false, 1, 224, 3, classes, 0.5);
    }

    /** This with or without batch norm after every convolution. */
    public VggConfig withBatchNorm(boolean value) {
        return new VggConfig(depth, value, biasBeforeNorm, linearNorm, width, input, channels, classes, dropout, head);
    }

    /** This with or without biases in convolutions that a batch norm follows. */
    public VggConfig withBiasBeforeNorm(boolean value) {
        return new VggConfig(depth, batchNorm, value, linearNorm, width, input, channels, classes, dropout, head);
    }

    /** This with or without batch norm after the hidden linear layers. */
    public VggConfig withLinearNorm(boolean value) {
        return new VggConfig(depth, batchNorm, biasBeforeNorm, value, width, input, channels, classes, dropout, head);
    }

    /** This with all channel counts multiplied by a factor. */
    public VggConfig withWidth(double value) {
        return new VggConfig(
                depth, batchNorm, biasBeforeNorm, linearNorm, value, input, channels, classes, dropout, head);
    }

    /** This for square images of that many pixels a side. */
    public VggConfig withInput(int value) {
        return new VggConfig(
                depth, batchNorm, biasBeforeNorm, linearNorm, width, value, channels, classes, dropout, head);
    }

    /** This for images of that many channels. */
    public VggConfig withChannels(int value) {
        return new VggConfig(depth, batchNorm, biasBeforeNorm, linearNorm, width, input, value, classes, dropout, head);
    }

    /** This with that many outputs. */
    public VggConfig withClasses(int value) {
        return new VggConfig(
                depth, batchNorm, biasBeforeNorm, linearNorm, width, input, channels, value, dropout, head);
    }

    /** This with that rate of dropout, in [0, 1). */
    public VggConfig withDropout(double value) {
        return new VggConfig(
                depth, batchNorm, biasBeforeNorm, linearNorm, width, input, channels, classes, value, head);
    }

    /** This with another head. */
    public VggConfig withHead(Head value) {
        return new VggConfig(
                depth, batchNorm, biasBeforeNorm, linearNorm, width, input, channels, classes, dropout, value);
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("depth", depth);
        json.addProperty("batch_norm", batchNorm);
        json.addProperty("bias_before_norm", biasBeforeNorm);
        json.addProperty("linear_norm", linearNorm);
        json.addProperty("width", width);
        json.addProperty("input", input);
        json.addProperty("channels", channels);
        json.addProperty("classes", classes);
        json.addProperty("dropout", dropout);
        json.add("head", head.toJson());
        return json;
    }

    public static VggConfig fromJson(JsonObject json) {
        JsonFields fields = new JsonFields(json, "VGG configuration")
                .only(
                        "depth",
                        "batch_norm",
                        "bias_before_norm",
                        "linear_norm",
                        "width",
                        "input",
                        "channels",
                        "classes",
                        "dropout",
                        "head");
        return new VggConfig(
                fields.integer("depth"),
                fields.bool("batch_norm"),
                // Files of the first format's beginnings have neither these nor a head.
                fields.has("bias_before_norm") && fields.bool("bias_before_norm"),
                fields.has("linear_norm") && fields.bool("linear_norm"),
                fields.number("width"),
                fields.integer("input"),
                fields.integer("channels"),
                fields.integer("classes"),
                fields.number("dropout"),
                fields.has("head") ? Head.fromJson(fields.object("head")) : Head.softmax());
    }
}
