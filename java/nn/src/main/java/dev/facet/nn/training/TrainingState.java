package dev.facet.nn.training;

import com.google.gson.JsonObject;
import dev.facet.nn.ecloss.BetaController;
import dev.facet.nn.internal.JsonFields;

/** Where a training stands, besides its tensors: all that a resumption needs to go on with the same numbers. */
final class TrainingState {
    final LearningRateController learningRate;
    final BetaController beta;
    long step;
    int batchSize;
    int stepsPerEpoch;
    double lossSum;
    double crossEntropySum;
    double ecLossSum;
    double correctSum;
    long rows;
    double best = Double.POSITIVE_INFINITY;
    private final String judge;

    /** @param judge what epochs are judged by: numbers of different judges must never be compared */
    TrainingState(TrainingConfig config, BatchStream source, String judge) {
        this.judge = judge;
        this.learningRate = new LearningRateController(config.learningRate());
        this.beta = new BetaController(config.beta());
        this.batchSize = source.batchSize();
        this.stepsPerEpoch = source.batchesPerEpoch();
    }

    int epoch() {
        return (int) (step / stepsPerEpoch);
    }

    int stepInEpoch() {
        return (int) (step % stepsPerEpoch);
    }

    /**
     * Takes what a finished epoch is judged by, lower for better.
     *
     * @return whether it is the lowest so far
     */
    boolean improves(double judged) {
        if (!(judged < best)) {
            return false;
        }
        best = judged;
        return true;
    }

    void add(StepMetrics metrics, double correct, int labelled) {
        lossSum += metrics.loss();
        crossEntropySum += metrics.crossEntropy();
        ecLossSum += metrics.ecLoss();
        correctSum += correct;
        rows += labelled;
    }

    void clearEpoch() {
        lossSum = 0;
        crossEntropySum = 0;
        ecLossSum = 0;
        correctSum = 0;
        rows = 0;
    }

    /** @param position of the batch source */
    JsonObject toJson(String position) {
        JsonObject json = new JsonObject();
        json.addProperty("step", step);
        json.addProperty("batch_size", batchSize);
        json.addProperty("steps_per_epoch", stepsPerEpoch);
        json.addProperty("position", position);
        json.add("learning_rate", learningRate.state());
        json.add("beta", beta.state());
        JsonObject sums = new JsonObject();
        sums.addProperty("loss", lossSum);
        sums.addProperty("ce", crossEntropySum);
        if (!Double.isNaN(ecLossSum)) {
            sums.addProperty("ecloss", ecLossSum);
        }
        if (!Double.isNaN(correctSum)) {
            sums.addProperty("correct", correctSum);
        }
        sums.addProperty("rows", rows);
        json.add("epoch_sums", sums);
        if (Double.isFinite(best)) {
            json.addProperty("best", best);
            json.addProperty("judge", judge);
        }
        return json;
    }

    /**
     * Continues from a saved state and moves the source there.
     *
     * @throws IllegalArgumentException if the source's batches, or what epochs are judged by, differ from those the state was
     *     saved with
     */
    void restore(JsonObject json, BatchStream source) {
        JsonFields fields = new JsonFields(json, "training state");
        if (fields.integer("batch_size") != batchSize || fields.integer("steps_per_epoch") != stepsPerEpoch) {
            throw new IllegalArgumentException("the checkpoint was trained with " + fields.integer("steps_per_epoch")
                    + " batches of " + fields.integer("batch_size") + " an epoch, the data now gives " + stepsPerEpoch
                    + " of " + batchSize + "; resume with the same data and batch size");
        }
        // States written before the judge was noted have none; what they were judged by is not known.
        if (fields.has("judge") && !fields.text("judge").equals(judge)) {
            throw new IllegalArgumentException("the checkpoint's epochs were judged by the " + fields.text("judge")
                    + ", this training's would be by the " + judge
                    + "; resume with the same validation source and measure");
        }
        step = fields.longInteger("step");
        learningRate.restore(fields.object("learning_rate"));
        beta.restore(fields.object("beta"));
        JsonFields sums = new JsonFields(fields.object("epoch_sums"), "training state, epoch sums");
        lossSum = sums.number("loss");
        crossEntropySum = sums.number("ce");
        ecLossSum = sums.has("ecloss") ? sums.number("ecloss") : Double.NaN;
        correctSum = sums.has("correct") ? sums.number("correct") : Double.NaN;
        rows = sums.longInteger("rows");
        best = fields.has("best") ? fields.number("best") : Double.POSITIVE_INFINITY;
        source.seek(fields.text("position"));
    }
}
