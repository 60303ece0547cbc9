package dev.facet.nn;

import com.google.gson.JsonObject;
import dev.facet.nn.heads.Head;
import dev.facet.nn.internal.JsonFields;

/**
 * Sizes of a ResNet.
 *
 * @param depth 18 or 34 (two 3×3 convolutions a block), 50 or 101 (bottlenecks)
 * @param width factor on the channels 64…512 of the convolutions, positive; bottlenecks give four times as many
 * @param input height and width of the images in pixels, at least 32; the network divides it by 32, rounding up
 * @param channels of the images, 3 for colour
 * @param classes outputs of the head: identities (at least 2), attributes or numbers
 * @param zeroLastScale whether the last batch norm of every block begins with γ = 0, so that every block begins as the
 *     identity (Goyal et al. 2017, arXiv 1706.02677, section 5.1)
 * @param head what stands on the 2048 pooled features (512 of 18 and 34 layers)
 */
public record ResNetConfig(
        int depth, double width, int input, int channels, int classes, boolean zeroLastScale, Head head)
        implements NetworkSizes {

    public ResNetConfig {
        if (depth != 18 && depth != 34 && depth != 50 && depth != 101) {
            throw new IllegalArgumentException("ResNet depth must be 18, 34, 50 or 101, got " + depth);
        }
        Sizes.require("ResNet", width, input, channels, classes, head);
    }

    /** The published network: width 1, 224 pixels, colour, softmax. */
    public static ResNetConfig of(int depth, int classes) {
        return new ResNetConfig(depth, 1, 224, 3, classes, false, Head.softmax());
    }

    /** This with all channel counts multiplied by a factor. */
    public ResNetConfig withWidth(double value) {
        return new ResNetConfig(depth, value, input, channels, classes, zeroLastScale, head);
    }

    /** This for square images of that many pixels a side. */
    public ResNetConfig withInput(int value) {
        return new ResNetConfig(depth, width, value, channels, classes, zeroLastScale, head);
    }

    /** This for images of that many channels. */
    public ResNetConfig withChannels(int value) {
        return new ResNetConfig(depth, width, input, value, classes, zeroLastScale, head);
    }

    /** This with that many outputs. */
    public ResNetConfig withClasses(int value) {
        return new ResNetConfig(depth, width, input, channels, value, zeroLastScale, head);
    }

    /** This with residual blocks that begin as the identity, or not. */
    public ResNetConfig withZeroLastScale(boolean value) {
        return new ResNetConfig(depth, width, input, channels, classes, value, head);
    }

    /** This with another head. */
    public ResNetConfig withHead(Head value) {
        return new ResNetConfig(depth, width, input, channels, classes, zeroLastScale, value);
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("depth", depth);
        json.addProperty("width", width);
        json.addProperty("input", input);
        json.addProperty("channels", channels);
        json.addProperty("classes", classes);
        json.addProperty("zero_last_scale", zeroLastScale);
        json.add("head", head.toJson());
        return json;
    }

    public static ResNetConfig fromJson(JsonObject json) {
        JsonFields fields = new JsonFields(json, "ResNet configuration")
                .only("depth", "width", "input", "channels", "classes", "zero_last_scale", "head");
        return new ResNetConfig(
                fields.integer("depth"),
                fields.number("width"),
                fields.integer("input"),
                fields.integer("channels"),
                fields.integer("classes"),
                fields.bool("zero_last_scale"),
                Head.fromJson(fields.object("head")));
    }
}
