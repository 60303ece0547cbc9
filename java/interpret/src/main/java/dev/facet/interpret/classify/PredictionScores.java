package dev.facet.interpret.classify;

import dev.facet.interpret.stats.Bootstrap;
import dev.facet.interpret.stats.Correlation;
import dev.facet.interpret.stats.Estimate;
import dev.facet.interpret.stats.Interval;
import dev.facet.interpret.stats.Proportion;
import dev.facet.interpret.stats.WeightedStatistic;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * What predictions on a set of samples are worth, by every {@link Metric} that fits them, with intervals.
 *
 * <p>Intervals take every sample for independent, unless told that several are of one person; whole people are drawn then.
 */
public final class PredictionScores {
    private final int samples;
    // Of each sample whether its class was recognised; null where values were predicted.
    private final boolean[] correct;
    private final Map<Metric, WeightedStatistic> statistics;
    // The person of each sample, numbered from 0; null where each is its own.
    private final int[] people;
    private final int units;

    private PredictionScores(
            int samples, boolean[] correct, Map<Metric, WeightedStatistic> statistics, int[] people, int units) {
        this.samples = samples;
        this.correct = correct;
        this.statistics = statistics;
        this.people = people;
        this.units = units;
    }

    /**
     * The scores of a classifier.
     *
     * @param labels the class of each sample
     * @param logPosteriors from {@link Classifier#logPosteriors}
     * @throws IllegalArgumentException if there is no sample, the arrays differ in length, or a label is no class
     */
    public static PredictionScores ofClasses(int[] labels, double[][] logPosteriors) {
        requireSamples(labels.length, logPosteriors.length);
        int classes = logPosteriors[0].length;
        boolean[] correct = new boolean[labels.length];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException(
                        "label " + labels[i] + " of sample " + i + " is none of " + classes + " classes");
            }
            correct[i] = Classifier.likeliest(logPosteriors[i]) == labels[i];
        }
        Map<Metric, WeightedStatistic> statistics = new EnumMap<>(Metric.class);
        statistics.put(Metric.ACCURACY, counts -> WeightedScores.accuracy(correct, counts));
        statistics.put(
                Metric.BALANCED_ACCURACY, counts -> WeightedScores.balancedAccuracy(correct, labels, classes, counts));
        statistics.put(Metric.AUC, WeightedScores.auc(labels, logPosteriors, classes));
        return new PredictionScores(labels.length, correct, statistics, null, labels.length);
    }

    /**
     * The scores of predicted values.
     *
     * @throws IllegalArgumentException if there is no sample, the arrays differ in length, or a value is NaN
     */
    public static PredictionScores ofValues(double[] truth, double[] predicted) {
        requireSamples(truth.length, predicted.length);
        Map<Metric, WeightedStatistic> statistics = new EnumMap<>(Metric.class);
        statistics.put(Metric.R_SQUARED, counts -> WeightedScores.rSquared(truth, predicted, counts));
        statistics.put(Metric.PEARSON, Correlation.pearsonOf(truth, predicted));
        statistics.put(Metric.SPEARMAN, Correlation.spearmanOf(truth, predicted));
        return new PredictionScores(truth.length, null, statistics, null, truth.length);
    }

    private static void requireSamples(int truths, int predictions) {
        if (truths == 0 || truths != predictions) {
            throw new IllegalArgumentException(
                    "cannot score " + predictions + " predictions of " + truths + " samples");
        }
    }

    /**
     * The same predictions, with intervals that draw whole people, since pictures of one person resemble each other.
     *
     * @param person the person of each sample, any number
     */
    public PredictionScores drawnBy(int[] person) {
        if (person.length != samples) {
            throw new IllegalArgumentException(person.length + " people named for " + samples + " samples");
        }
        int[] distinct = Arrays.stream(person).distinct().sorted().toArray();
        int[] numbered =
                Arrays.stream(person).map(p -> Arrays.binarySearch(distinct, p)).toArray();
        return new PredictionScores(samples, correct, statistics, numbered, distinct.length);
    }

    /** How many samples were predicted. */
    public int samples() {
        return samples;
    }

    /** The metrics that fit these predictions. */
    public Set<Metric> metrics() {
        return statistics.keySet();
    }

    /** The value of a metric; NaN where the samples do not determine it, such as the AUC of one class. */
    public double value(Metric metric) {
        int[] once = new int[samples];
        Arrays.fill(once, 1);
        return statistic(metric).of(once);
    }

    /** A metric with its bootstrap interval. */
    public Estimate estimate(Metric metric, Bootstrap bootstrap) {
        return bootstrap.estimate(units, ofUnits(statistic(metric)));
    }

    /**
     * How much better these predictions are than others of the same samples, by a paired bootstrap.
     *
     * @return the estimate of this value minus the other's
     * @throws IllegalArgumentException if the others are of other samples or drawn otherwise
     */
    public Estimate difference(Metric metric, PredictionScores other, Bootstrap bootstrap) {
        if (samples != other.samples || !Arrays.equals(people, other.people)) {
            throw new IllegalArgumentException("predictions of " + samples + " and " + other.samples
                    + " samples cannot be paired; compare those of the same samples, drawn alike");
        }
        return bootstrap.pairedDifference(units, ofUnits(statistic(metric)), other.ofUnits(other.statistic(metric)));
    }

    /**
     * The accuracy with an interval in closed form, for the many points of a curve: Wilson's, with the number of samples
     * divided by the design effect where whole people are drawn (Korn and Graubard, Survey Methodology 24, 1998).
     *
     * @throws IllegalArgumentException if values were predicted, not classes
     */
    public Estimate accuracy() {
        double accuracy = value(Metric.ACCURACY);
        return Proportion.ofShare(accuracy, samples / designEffect(accuracy), Interval.DEFAULT_LEVEL);
    }

    /** How much more the accuracy varies than that of as many samples of different people; at least 1. */
    private double designEffect(double accuracy) {
        double independent = accuracy * (1 - accuracy) / samples;
        if (people == null || units < 2 || independent == 0) {
            return 1;
        }
        double[] residuals = new double[units];
        for (int i = 0; i < samples; i++) {
            residuals[people[i]] += (correct[i] ? 1 : 0) - accuracy;
        }
        double squares = 0;
        for (double residual : residuals) {
            squares += residual * residual;
        }
        double drawn = squares / samples / samples * units / (units - 1);
        return Math.max(1, drawn / independent);
    }

    private WeightedStatistic statistic(Metric metric) {
        WeightedStatistic statistic = statistics.get(metric);
        if (statistic == null) {
            throw new IllegalArgumentException(
                    metric.label() + " does not fit these predictions; " + metrics() + " do");
        }
        return statistic;
    }

    /** The statistic of samples as one of the units that are drawn. */
    private WeightedStatistic ofUnits(WeightedStatistic statistic) {
        if (people == null) {
            return statistic;
        }
        return counts ->
                statistic.of(Arrays.stream(people).map(person -> counts[person]).toArray());
    }
}
