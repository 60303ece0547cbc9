package dev.facet.nn.ecloss;

import com.google.gson.JsonObject;
import dev.facet.nn.internal.JsonFields;

/** The running side of a {@link BetaSchedule}: holds the moving average, which a checkpoint saves. Not thread safe. */
public final class BetaController {
    /** Keeps the ratio finite where ECLoss is at a stationary point (uniform or one-hot posteriors). */
    private static final double EPSILON = 1e-20;

    private final BetaSchedule schedule;
    private double average = Double.NaN;

    public BetaController(BetaSchedule schedule) {
        this.schedule = schedule;
    }

    /**
     * β of a step.
     *
     * @param step steps done so far
     * @param epoch epochs done so far, with the fraction of the current one
     * @param epochs epochs of the whole training
     */
    public double beta(long step, double epoch, double epochs) {
        double balanced = schedule.balances() && !Double.isNaN(average) ? clip(average) : schedule.beta();
        return balanced * warmup(step) * decay(epoch, epochs);
    }

    /**
     * Takes the norms that a step has measured.
     *
     * @param identityNorm ‖dCE/dx‖ at the tapped maps, weighted by α
     * @param mutualInformationNorm ‖dMI/dx‖ there, not weighted by β
     */
    public void observe(double identityNorm, double mutualInformationNorm) {
        if (!schedule.balances()) {
            return;
        }
        // Clipped before it enters the average: one step with a vanishing ECLoss gradient must not rule the next
        // hundred.
        double ratio = clip(schedule.rho() * identityNorm / (mutualInformationNorm + EPSILON));
        average = Double.isNaN(average) ? ratio : schedule.ema() * average + (1 - schedule.ema()) * ratio;
    }

    /** The state to be saved. */
    public JsonObject state() {
        JsonObject json = new JsonObject();
        if (!Double.isNaN(average)) {
            json.addProperty("average", average);
        }
        return json;
    }

    /** Continues from a saved state. */
    public void restore(JsonObject state) {
        JsonFields fields = new JsonFields(state, "beta state").only("average");
        average = fields.has("average") ? fields.number("average") : Double.NaN;
    }

    private double warmup(long step) {
        long steps = schedule.warmupSteps();
        return step >= steps ? 1 : (step + 1.0) / (steps + 1.0);
    }

    private double decay(double epoch, double epochs) {
        return switch (schedule.decay()) {
            case NONE -> 1;
            case INVERSE_EPOCH -> 1 / (Math.floor(epoch) + 1);
            case LINEAR -> Math.max(0, 1 - epoch / epochs);
        };
    }

    private double clip(double value) {
        return Math.min(schedule.max(), Math.max(schedule.min(), value));
    }
}
