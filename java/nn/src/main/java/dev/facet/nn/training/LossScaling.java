package dev.facet.nn.training;

import com.google.gson.JsonObject;
import dev.facet.nn.internal.JsonFields;

/**
 * The loss is multiplied by a power of two before it is differentiated, and the gradients divided by it in the update, so that small
 * gradients stay within the range of a format with few exponents (Micikevicius et al. 2018, arXiv 1710.03740). A step whose
 * gradients are not finite leaves weights and velocities as they are and halves a dynamic scale; {@code interval} finite steps in a
 * row double it. All of that happens in the step's program.
 *
 * <p>bf16 has the range of a float: there nothing has to be scaled.
 *
 * @param initial the first scale, a power of two from 1 to 2²⁴
 * @param interval finite steps in a row after which the scale doubles; 0 keeps it for ever
 */
public record LossScaling(double initial, int interval) {
    private static final double MOST = 1 << 24;
    private static final double FIRST = 1 << 16;
    private static final int STEPS = 2000;

    public LossScaling {
        if (!(initial >= 1 && initial <= MOST) || Math.scalb(1.0, Math.getExponent(initial)) != initial) {
            throw new IllegalArgumentException(
                    "a loss is scaled by a power of two from 1 to " + (long) MOST + ", not by " + initial);
        }
        if (interval < 0) {
            throw new IllegalArgumentException("the interval of a loss's scale is not negative, got " + interval);
        }
    }

    /** From 2¹⁶ on, doubled after 2000 finite steps: PyTorch's rule. */
    public static LossScaling dynamic() {
        return new LossScaling(FIRST, STEPS);
    }

    /** The same scale for ever, a power of two; steps whose gradients are not finite are left out all the same. */
    public static LossScaling fixed(double scale) {
        return new LossScaling(scale, 0);
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("initial", initial);
        json.addProperty("interval", interval);
        return json;
    }

    static LossScaling fromJson(JsonObject json) {
        JsonFields fields = new JsonFields(json, "loss scaling").only("initial", "interval");
        return new LossScaling(fields.number("initial"), fields.integer("interval"));
    }
}
