package dev.facet.nn.training;

import com.google.gson.JsonObject;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A finished epoch.
 *
 * @param epoch from 0
 * @param step steps done in the whole training
 * @param loss mean total loss over the epoch's steps
 * @param crossEntropy mean loss of the head
 * @param ecLoss mean ECLoss; NaN if not configured
 * @param accuracy share of right answers over the epoch, of the network as it was at each step; NaN for a regression
 * @param seconds wall time; of the part since the resume, if the epoch was interrupted
 * @param validation what the validation source gave, if there is one
 * @param measure what the {@link ValidationMeasure} gave, if there is one
 */
public record EpochMetrics(
        int epoch,
        long step,
        double loss,
        double crossEntropy,
        double ecLoss,
        double accuracy,
        double seconds,
        Optional<Evaluation> validation,
        OptionalDouble measure) {

    /** @throws IllegalArgumentException if the measure is not finite: nothing could be judged by it */
    public EpochMetrics {
        if (measure.isPresent() && !Double.isFinite(measure.getAsDouble())) {
            throw new IllegalArgumentException("the validation measure gave " + measure.getAsDouble() + " after epoch "
                    + epoch + "; it must give a finite number");
        }
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("event", "epoch");
        json.addProperty("step", step);
        json.addProperty("epoch", epoch);
        json.addProperty("loss", loss);
        json.addProperty("ce", crossEntropy);
        if (!Double.isNaN(ecLoss)) {
            json.addProperty("ecloss", ecLoss);
        }
        if (!Double.isNaN(accuracy)) {
            json.addProperty("accuracy", accuracy);
        }
        json.addProperty("seconds", seconds);
        validation.ifPresent(v -> {
            json.addProperty("validation_ce", v.crossEntropy());
            if (!Double.isNaN(v.accuracy())) {
                json.addProperty("validation_accuracy", v.accuracy());
            }
        });
        measure.ifPresent(value -> json.addProperty("validation_measure", value));
        return json;
    }
}
