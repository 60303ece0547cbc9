package dev.facet.nn;

import com.google.gson.JsonObject;
import dev.facet.nn.heads.Head;
import dev.facet.nn.internal.JsonFields;

/**
 * Sizes of a MobileNetV2.
 *
 * @param width factor on the channels, positive; each count is rounded to a multiple of 8 that is at least nine tenths of
 *     it, and the 1280 of the last convolution never shrink
 * @param input height and width of the images in pixels, at least 32; the network divides it by 32, rounding up
 * @param channels of the images, 3 for colour
 * @param classes outputs of the head: identities (at least 2), attributes or numbers
 * @param dropout rate on the pooled features in training, in [0, 1)
 * @param head what stands on the 1280 pooled features
 */
public record MobileNetV2Config(double width, int input, int channels, int classes, double dropout, Head head)
        implements NetworkSizes {

    public MobileNetV2Config {
        Sizes.require("MobileNetV2", width, input, channels, classes, head);
        Sizes.requireDropout("MobileNetV2", dropout);
    }

    /** The published network: width 1, 224 pixels, colour, dropout 0.2, softmax. */
    public static MobileNetV2Config of(int classes) {
        return new MobileNetV2Config(1, 224, 3, classes, 0.2, Head.softmax());
    }

    /** This with all channel counts multiplied by a factor. */
    public MobileNetV2Config withWidth(double value) {
        return new MobileNetV2Config(value, input, channels, classes, dropout, head);
    }

    /** This for square images of that many pixels a side. */
    public MobileNetV2Config withInput(int value) {
        return new MobileNetV2Config(width, value, channels, classes, dropout, head);
    }

    /** This for images of that many channels. */
    public MobileNetV2Config withChannels(int value) {
        return new MobileNetV2Config(width, input, value, classes, dropout, head);
    }

    /** This with that many outputs. */
    public MobileNetV2Config withClasses(int value) {
        return new MobileNetV2Config(width, input, channels, value, dropout, head);
    }

    /** This with that rate of dropout, in [0, 1). */
    public MobileNetV2Config withDropout(double value) {
        return new MobileNetV2Config(width, input, channels, classes, value, head);
    }

    /** This with another head. */
    public MobileNetV2Config withHead(Head value) {
        return new MobileNetV2Config(width, input, channels, classes, dropout, value);
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("width", width);
        json.addProperty("input", input);
        json.addProperty("channels", channels);
        json.addProperty("classes", classes);
        json.addProperty("dropout", dropout);
        json.add("head", head.toJson());
        return json;
    }

    public static MobileNetV2Config fromJson(JsonObject json) {
        JsonFields fields = new JsonFields(json, "MobileNetV2 configuration")
                .only("width", "input", "channels", "classes", "dropout", "head");
        return new MobileNetV2Config(
                fields.number("width"),
                fields.integer("input"),
                fields.integer("channels"),
                fields.integer("classes"),
                fields.number("dropout"),
                Head.fromJson(fields.object("head")));
    }
}
