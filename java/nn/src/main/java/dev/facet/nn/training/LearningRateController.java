package dev.facet.nn.training;

import com.google.gson.JsonObject;
import dev.facet.nn.internal.JsonFields;

/** The running side of a {@link LearningRate}: holds what a plateau rule remembers. Not thread safe. */
public final class LearningRateController {
    private static final double IMPROVEMENT = 1e-4;

    private final LearningRate schedule;
    private double best = Double.POSITIVE_INFINITY;
    private int badEpochs;
    private double plateauScale = 1;

    public LearningRateController(LearningRate schedule) {
        this.schedule = schedule;
    }

    /**
     * The rate of a step.
     *
     * @param step steps done so far
     * @param stepsPerEpoch at least 1
     * @param epochs epochs of the whole training
     */
    public double rate(long step, int stepsPerEpoch, int epochs) {
        double warmupSteps = Math.rint(schedule.warmupEpochs() * stepsPerEpoch);
        if (step < warmupSteps) {
            return schedule.base() * (step + 1) / warmupSteps;
        }
        return switch (schedule.kind()) {
            case CONSTANT -> schedule.base();
            case STEP -> schedule.base() * Math.pow(schedule.factor(), step / stepsPerEpoch / schedule.every());
            case COSINE -> {
                double length = Math.max(1, (double) epochs * stepsPerEpoch - warmupSteps);
                double done = Math.min(1, (step - warmupSteps) / length);
                yield schedule.minimum()
                        + (schedule.base() - schedule.minimum()) * (1 + StrictMath.cos(Math.PI * done)) / 2;
            }
            case PLATEAU -> Math.max(schedule.minimum(), schedule.base() * plateauScale);
        };
    }

    /**
     * Takes what a finished epoch is judged by; only the plateau rule listens.
     *
     * @param judged lower for better: a loss, or minus a measure
     */
    public void epochEnded(double judged) {
        boolean first = best == Double.POSITIVE_INFINITY;
        if (first ? judged < best : judged < best - IMPROVEMENT * Math.abs(best)) {
            best = judged;
            badEpochs = 0;
        } else if (++badEpochs > schedule.every()) {
            plateauScale *= schedule.factor();
            badEpochs = 0;
        }
    }

    /** The state to be saved. */
    public JsonObject state() {
        JsonObject json = new JsonObject();
        if (Double.isFinite(best)) {
            json.addProperty("best", best);
        }
        json.addProperty("bad_epochs", badEpochs);
        json.addProperty("plateau_scale", plateauScale);
        return json;
    }

    /** Continues from a saved state. */
    public void restore(JsonObject state) {
        JsonFields fields = new JsonFields(state, "learning-rate state").only("best", "bad_epochs", "plateau_scale");
        best = fields.has("best") ? fields.number("best") : Double.POSITIVE_INFINITY;
        badEpochs = fields.integer("bad_epochs");
        plateauScale = fields.number("plateau_scale");
    }
}
