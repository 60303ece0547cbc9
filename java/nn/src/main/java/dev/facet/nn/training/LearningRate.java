package dev.facet.nn.training;

import com.google.gson.JsonObject;
import dev.facet.nn.internal.JsonFields;

/**
 * A learning-rate schedule. Epochs count from 0 and may be fractional: cosine and warm-up move every step, step and
 * plateau at epoch ends.
 *
 * @param kind the rule
 * @param base the rate after warm-up, positive
 * @param warmupEpochs epochs over which the rate rises linearly from base/steps to base; may be fractional
 * @param minimum {@code COSINE}: the rate at the end; {@code PLATEAU}: the lowest rate
 * @param factor {@code STEP}, {@code PLATEAU}: multiplier of each drop, in (0, 1)
 * @param every {@code STEP}: epochs between drops; {@code PLATEAU}: epochs without improvement that are borne
 */
public record LearningRate(Kind kind, double base, double warmupEpochs, double minimum, double factor, int every) {
    /** The rules. */
    public enum Kind {
        /** base, always. */
        CONSTANT,
        /** base·factor^⌊epoch/every⌋. */
        STEP,
        /** minimum + (base − minimum)·(1 + cos(π·t))/2, t the share done of the epochs after warm-up. */
        COSINE,
        /**
         * Times factor whenever what the epoch is judged by has not improved by 0.01 % for more than {@code every} epochs:
         * the validation measure, without one the validation loss, without either the training loss.
         */
        PLATEAU
    }

    public LearningRate {
        if (!(base > 0 && Double.isFinite(base))) {
            throw new IllegalArgumentException("learning rate must be positive, got " + base);
        }
        if (!(warmupEpochs >= 0) || !(minimum >= 0 && minimum <= base) || !(factor > 0 && factor <= 1) || every < 1) {
            throw new IllegalArgumentException(
                    "learning-rate schedule needs warm-up >= 0, 0 <= minimum <= base, 0 < factor <= 1, every >= 1; got "
                            + warmupEpochs + ", " + minimum + ", " + factor + ", " + every);
        }
    }

    /** The same rate in every step. */
    public static LearningRate constant(double base) {
        return new LearningRate(Kind.CONSTANT, base, 0, 0, 1, 1);
    }

    /** {@code base}, times {@code factor} every so many epochs. */
    public static LearningRate step(double base, double factor, int everyEpochs) {
        return new LearningRate(Kind.STEP, base, 0, 0, factor, everyEpochs);
    }

    /** From 0 up to {@code base} over the epochs of warm-up, then half a cosine down to 0. */
    public static LearningRate cosine(double base, double warmupEpochs) {
        return new LearningRate(Kind.COSINE, base, warmupEpochs, 0, 1, 1);
    }

    /** {@code base}, times {@code factor} whenever more epochs than {@code patienceEpochs} have brought no improvement; see {@link Kind#PLATEAU}. */
    public static LearningRate plateau(double base, double factor, int patienceEpochs) {
        return new LearningRate(Kind.PLATEAU, base, 0, 0, factor, patienceEpochs);
    }

    /** This with another highest rate. */
    public LearningRate withBase(double value) {
        return new LearningRate(kind, value, warmupEpochs, minimum, factor, every);
    }

    /** This with a linear warm-up over so many epochs. */
    public LearningRate withWarmup(double epochs) {
        return new LearningRate(kind, base, epochs, minimum, factor, every);
    }

    /** This with another lowest rate. */
    public LearningRate withMinimum(double value) {
        return new LearningRate(kind, base, warmupEpochs, value, factor, every);
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("kind", JsonFields.lower(kind));
        json.addProperty("base", base);
        json.addProperty("warmup_epochs", warmupEpochs);
        json.addProperty("minimum", minimum);
        json.addProperty("factor", factor);
        json.addProperty("every", every);
        return json;
    }

    public static LearningRate fromJson(JsonObject json) {
        JsonFields fields = new JsonFields(json, "learning rate")
                .only("kind", "base", "warmup_epochs", "minimum", "factor", "every");
        return new LearningRate(
                fields.choice("kind", Kind.class),
                fields.number("base"),
                fields.number("warmup_epochs"),
                fields.number("minimum"),
                fields.number("factor"),
                fields.integer("every"));
    }
}
