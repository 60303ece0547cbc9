package dev.facet.report;

import dev.facet.nn.training.StepMetrics;
import dev.facet.nn.training.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Records a training for the report's curves. Give it to the trainer as a listener, then ask for the curve. */
public final class CurveRecorder implements TrainingListener {
    private final List<StepMetrics> steps = new ArrayList<>();

    @Override
    public void stepped(StepMetrics metrics) {
        steps.add(metrics);
    }

    /**
     * The curve, with neighbouring steps averaged into at most so many points.
     *
     * @param points at least 1
     */
    public List<CurvePoint> curve(int points) {
        if (points < 1) {
            throw new IllegalArgumentException("a curve needs at least one point, not " + points);
        }
        List<CurvePoint> curve = new ArrayList<>();
        int buckets = Math.min(points, steps.size());
        for (int b = 0; b < buckets; b++) {
            List<StepMetrics> bucket = steps.subList(
                    (int) ((long) b * steps.size() / buckets), (int) ((long) (b + 1) * steps.size() / buckets));
            StepMetrics last = bucket.get(bucket.size() - 1);
            curve.add(new CurvePoint(
                    last.epoch() + (double) last.stepInEpoch() / last.stepsPerEpoch(),
                    mean(bucket, StepMetrics::loss),
                    mean(bucket, StepMetrics::crossEntropy),
                    mean(bucket, StepMetrics::ecLoss),
                    Double.isNaN(last.ecLoss()) ? Double.NaN : mean(bucket, StepMetrics::beta),
                    mean(bucket, StepMetrics::accuracy)));
        }
        return curve;
    }

    private static double mean(List<StepMetrics> bucket, ToDoubleFunction<StepMetrics> value) {
        return bucket.stream().mapToDouble(value).average().orElse(Double.NaN);
    }
}
