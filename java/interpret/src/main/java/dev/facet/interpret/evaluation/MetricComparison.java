package dev.facet.interpret.evaluation;

import com.google.gson.JsonObject;
import dev.facet.interpret.maps.RandomBaseline;
import dev.facet.interpret.metrics.Better;
import dev.facet.interpret.metrics.ChannelMetric;
import dev.facet.interpret.stats.Bootstrap;
import dev.facet.interpret.stats.Estimate;
import dev.facet.interpret.stats.Interval;
import dev.facet.interpret.stats.Student;
import dev.facet.interpret.verification.VerificationResult;
import java.util.Locale;

/**
 * One metric of two networks, their difference, and what random maps or guessing would give.
 *
 * @param key the metric's name in result files
 * @param label its name in tables
 * @param meaning what it asks, in plain words
 * @param better which way is better
 * @param first the network compared with, such as the one trained by softmax alone
 * @param second the network in question
 * @param difference second − first, measured on the same faces, folds or seeds; its interval is narrower than those of
 *     the two values suggest, since what both share falls away
 * @param chance what random maps or guessing give; not measured where that has no meaning
 * @param untrained what the same architecture gives with random weights, see {@link #withUntrained}; channels that always
 *     see the same corner of a picture look consistent without having learned anything
 */
public record MetricComparison(
        String key,
        String label,
        String meaning,
        Better better,
        Estimate first,
        Estimate second,
        Estimate difference,
        Estimate chance,
        Estimate untrained) {
    /** What the difference says. */
    public enum Verdict {
        BETTER,
        WORSE,
        /** The interval of the difference holds zero, or the metric has no better side. */
        UNCLEAR
    }

    private static final Estimate NOT_MEASURED = Estimate.withoutInterval(Double.NaN);

    /**
     * Compares a channel metric over the same faces.
     *
     * @throws IllegalArgumentException if the networks were scored on different numbers of faces
     */
    public static MetricComparison ofChannels(
            ChannelMetric metric, ChannelMetrics first, ChannelMetrics second, Bootstrap bootstrap) {
        int faces = first.scores().faces();
        if (faces != second.scores().faces()) {
            throw new IllegalArgumentException(first.network() + " was scored on " + faces + " faces, "
                    + second.network() + " on " + second.scores().faces() + "; compare on the same faces");
        }
        return new MetricComparison(
                metric.key(),
                metric.label(),
                metric.meaning(),
                metric.better(),
                first.estimate(metric),
                second.estimate(metric),
                bootstrap
                        .withMethod(metric.intervalMethod())
                        .pairedDifference(faces, metric.of(second.scores()), metric.of(first.scores())),
                first.random(RandomBaseline.Kind.SMOOTH, metric),
                NOT_MEASURED);
    }

    /**
     * Compares verification accuracy over the same folds.
     *
     * @throws IllegalArgumentException if the folds differ in number
     */
    public static MetricComparison ofVerification(VerificationResult first, VerificationResult second) {
        return new MetricComparison(
                "verification_accuracy",
                "Verification accuracy",
                "Of pairs of pictures it has never seen, for how many does the network rightly say whether they show"
                        + " the same person? Guessing is right for half of them.",
                Better.HIGHER,
                first.accuracy(),
                second.accuracy(),
                Student.pairedDifference(second.foldAccuracy(), first.foldAccuracy()),
                Estimate.withoutInterval(0.5),
                NOT_MEASURED);
    }

    /**
     * The same comparison over several training runs: values and difference become means over seeds with Student
     * intervals.
     *
     * @param like gives name, meaning and chance level
     * @param first one value a seed
     * @param second one value a seed, the same seeds
     */
    public static MetricComparison overSeeds(MetricComparison like, double[] first, double[] second) {
        return new MetricComparison(
                like.key,
                like.label,
                like.meaning,
                like.better,
                Student.mean(first),
                Student.mean(second),
                Student.pairedDifference(second, first),
                like.chance,
                like.untrained);
    }

    /** The same where random maps say nothing. */
    public MetricComparison withoutChance() {
        return new MetricComparison(key, label, meaning, better, first, second, difference, NOT_MEASURED, untrained);
    }

    /** The same with the value of a network of random weights beside it. */
    public MetricComparison withUntrained(Estimate value) {
        return new MetricComparison(key, label, meaning, better, first, second, difference, chance, value);
    }

    /** Whether the second network is better, by the interval of the difference. */
    public Verdict verdict() {
        Interval interval = difference.interval().orElse(null);
        if (better == Better.NEITHER || interval == null || interval.contains(0)) {
            return Verdict.UNCLEAR;
        }
        return difference.value() > 0 == (better == Better.HIGHER) ? Verdict.BETTER : Verdict.WORSE;
    }

    /** All of it as JSON; see docs/results-format.md. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("metric", key);
        json.addProperty("better", better.name().toLowerCase(Locale.ROOT));
        json.add("first", first.toJson());
        json.add("second", second.toJson());
        json.add("difference", difference.toJson());
        json.add("chance", chance.toJson());
        json.add("untrained", untrained.toJson());
        json.addProperty("verdict", verdict().name().toLowerCase(Locale.ROOT));
        return json;
    }
}
