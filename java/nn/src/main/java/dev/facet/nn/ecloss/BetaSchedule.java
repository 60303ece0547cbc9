package dev.facet.nn.ecloss;

import com.google.gson.JsonObject;
import dev.facet.nn.internal.JsonFields;

/**
 * How the weight β of ECLoss in the total loss α·CE + β·ECLoss moves during training. The paper starts at 1e-5 and adapts
 * β by a rule it does not give; a larger β always lowers the total, so every rule here is bounded.
 *
 * @param kind the rule
 * @param beta the constant of {@code FIXED}, the target of {@code WARMUP}, the first step's value of {@code GRADNORM}; at
 *     least 0
 * @param rho {@code GRADNORM}: wanted ratio of the ECLoss gradient's norm to the identity loss's, both at the tapped maps
 * @param ema {@code GRADNORM}: weight of the past in the moving average, in [0, 1)
 * @param min {@code GRADNORM}: lower bound of β, positive
 * @param max {@code GRADNORM}: upper bound of β
 * @param warmupSteps steps over which β rises linearly from 0; for {@code GRADNORM} a factor on the balanced value
 * @param decay a further factor over the epochs
 */
public record BetaSchedule(
        Kind kind, double beta, double rho, double ema, double min, double max, long warmupSteps, Decay decay) {
    private static final double PAPER_START = 1e-5;

    /** The rules. */
    public enum Kind {
        /** The same weight in every step. */
        FIXED,
        /** Linear from 0, then fixed. */
        WARMUP,
        /** β = EMA[ρ·‖dCE/dx‖ / ‖dMI/dx‖]: the gradient-norm balance at the tapped maps, from the last step's norms. */
        GRADNORM
    }

    /** A factor that depends on the epoch alone. */
    public enum Decay {
        /** 1 in every epoch. */
        NONE,
        /** 1/epoch with epochs counted from 1, as the interpretable-CNN code of Zhang et al. does. */
        INVERSE_EPOCH,
        /** From 1 down to 0 at the end of training. */
        LINEAR
    }

    public BetaSchedule {
        if (!(beta >= 0 && Double.isFinite(beta))) {
            throw new IllegalArgumentException("beta must be 0 or positive, got " + beta);
        }
        if (!(rho > 0 && Double.isFinite(rho))
                || !(ema >= 0 && ema < 1)
                || !(min > 0 && min <= max)
                || warmupSteps < 0) {
            throw new IllegalArgumentException(
                    "beta schedule needs rho > 0, 0 <= ema < 1, 0 < min <= max, warmup >= 0; got " + rho + ", " + ema
                            + ", " + min + ", " + max + ", " + warmupSteps);
        }
    }

    /** The same weight in every step; 0 measures ECLoss without training on it. */
    public static BetaSchedule fixed(double beta) {
        return new BetaSchedule(Kind.FIXED, beta, 0.1, 0.99, 1e-8, 1e3, 0, Decay.NONE);
    }

    /** Linear from 0 to {@code beta} over {@code steps}. */
    public static BetaSchedule warmup(double beta, long steps) {
        return new BetaSchedule(Kind.WARMUP, beta, 0.1, 0.99, 1e-8, 1e3, steps, Decay.NONE);
    }

    /** Gradient-norm balance with EMA 0.99, clipped to [1e-8, 1e3]. */
    public static BetaSchedule gradNorm(double rho) {
        return new BetaSchedule(Kind.GRADNORM, PAPER_START, rho, 0.99, 1e-8, 1e3, 0, Decay.NONE);
    }

    /**
     * Gradient-norm balance with ρ = 0.03: on faces 0.1 costs recognition, and 0.005 leaves the maps as they are
     * (docs/experiments.md).
     */
    public static BetaSchedule defaults() {
        return gradNorm(0.03);
    }

    /** The paper's starting value, kept: the adaptation that follows there is not given. */
    public static BetaSchedule paper() {
        return fixed(PAPER_START);
    }

    /** This with another course over the epochs. */
    public BetaSchedule withDecay(Decay value) {
        return new BetaSchedule(kind, beta, rho, ema, min, max, warmupSteps, value);
    }

    /** This with a linear warm-up over so many steps. */
    public BetaSchedule withWarmupSteps(long value) {
        return new BetaSchedule(kind, beta, rho, ema, min, max, value, decay);
    }

    /** This with another weight of the past in the moving average, in [0, 1). */
    public BetaSchedule withEma(double value) {
        return new BetaSchedule(kind, beta, rho, value, min, max, warmupSteps, decay);
    }

    /** This with β kept between two bounds. */
    public BetaSchedule withRange(double lowest, double highest) {
        return new BetaSchedule(kind, beta, rho, ema, lowest, highest, warmupSteps, decay);
    }

    /** Whether the rule needs the two gradient norms. */
    public boolean balances() {
        return kind == Kind.GRADNORM;
    }

    /** True if β is 0 at every step: ECLoss is then measured but not trained on. */
    public boolean alwaysZero() {
        return !balances() && beta == 0;
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("kind", JsonFields.lower(kind));
        json.addProperty("beta", beta);
        json.addProperty("rho", rho);
        json.addProperty("ema", ema);
        json.addProperty("min", min);
        json.addProperty("max", max);
        json.addProperty("warmup_steps", warmupSteps);
        json.addProperty("decay", JsonFields.lower(decay));
        return json;
    }

    public static BetaSchedule fromJson(JsonObject json) {
        JsonFields fields = new JsonFields(json, "beta schedule")
                .only("kind", "beta", "rho", "ema", "min", "max", "warmup_steps", "decay");
        return new BetaSchedule(
                fields.choice("kind", Kind.class),
                fields.number("beta"),
                fields.number("rho"),
                fields.number("ema"),
                fields.number("min"),
                fields.number("max"),
                fields.longInteger("warmup_steps"),
                fields.choice("decay", Decay.class));
    }
}
