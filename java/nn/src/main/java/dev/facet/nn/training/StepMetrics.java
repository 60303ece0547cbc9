package dev.facet.nn.training;

import com.google.gson.JsonObject;

/**
 * What one training step has measured, before its update.
 *
 * @param step steps done including this one, from 1 over the whole training
 * @param epoch epoch of this step, from 0
 * @param stepInEpoch from 1
 * @param stepsPerEpoch batches per epoch
 * @param epochs epochs of the whole training
 * @param loss total loss α·CE + β·ECLoss
 * @param crossEntropy the head's loss: the identity loss CE, with margin and label smoothing if configured; for attributes
 *     the sigmoid cross-entropy, for a regression the mean squared error
 * @param ecLoss ECLoss before β, with the configured reduction; NaN if not configured
 * @param beta its weight; 0 if not configured
 * @param identityNorm ‖α·dCE/dx‖ at the tapped maps; NaN if not measured
 * @param mutualInformationNorm ‖dMI/dx‖ at the tapped maps; NaN if not measured
 * @param accuracy share of the labelled rows whose arg-max is the label, or of the known attributes on their side; NaN for
 *     a regression
 * @param learningRate rate of this step
 * @param imagesPerSecond batch size over the step's wall time, waiting for data included
 */
public record StepMetrics(
        long step,
        int epoch,
        int stepInEpoch,
        int stepsPerEpoch,
        int epochs,
        double loss,
        double crossEntropy,
        double ecLoss,
        double beta,
        double identityNorm,
        double mutualInformationNorm,
        double accuracy,
        double learningRate,
        double imagesPerSecond) {

    /** As one JSON object; fields that were not measured are left out. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("event", "step");
        json.addProperty("step", step);
        json.addProperty("epoch", epoch);
        json.addProperty("loss", loss);
        json.addProperty("ce", crossEntropy);
        if (!Double.isNaN(ecLoss)) {
            json.addProperty("ecloss", ecLoss);
            json.addProperty("beta", beta);
        }
        addFinite(json, "identity_norm", identityNorm);
        addFinite(json, "mi_norm", mutualInformationNorm);
        addFinite(json, "accuracy", accuracy);
        json.addProperty("lr", learningRate);
        json.addProperty("images_per_s", imagesPerSecond);
        return json;
    }

    /** JSON has no NaN. */
    private static void addFinite(JsonObject json, String name, double value) {
        if (Double.isFinite(value)) {
            json.addProperty(name, value);
        }
    }
}
