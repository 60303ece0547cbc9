package dev.facet.interpret.stats;

import com.google.gson.JsonObject;

/**
 * Count, mean, variance, least and greatest of a stream, in one pass and without cancellation (Welford; merging by
 * Chan, Golub and LeVeque). Not safe for several threads: give each its own and merge.
 */
public final class RunningMoments implements RunningStatistic<RunningMoments> {
    private long count;
    private double mean;
    private double squares;
    private double least = Double.POSITIVE_INFINITY;
    private double greatest = Double.NEGATIVE_INFINITY;

    @Override
    public void add(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("value " + value + " would spoil the mean of all " + count + " before");
        }
        count++;
        double delta = value - mean;
        mean += delta / count;
        squares += delta * (value - mean);
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
    }

    @Override
    public void merge(RunningMoments other) {
        if (other.count == 0) {
            return;
        }
        long total = count + other.count;
        double delta = other.mean - mean;
        squares += other.squares + delta * delta * count * other.count / total;
        mean += delta * other.count / total;
        count = total;
        least = Math.min(least, other.least);
        greatest = Math.max(greatest, other.greatest);
    }

    public long count() {
        return count;
    }

    /** The mean; NaN of nothing. */
    public double mean() {
        return count == 0 ? Double.NaN : mean;
    }

    /** The unbiased variance; NaN of fewer than two values. */
    public double variance() {
        return count < 2 ? Double.NaN : squares / (count - 1);
    }

    public double standardDeviation() {
        return Math.sqrt(variance());
    }

    /** The variance of the values themselves, divided by their count and not by one less; NaN of nothing. */
    public double populationVariance() {
        return count == 0 ? Double.NaN : squares / count;
    }

    /** The least value; positive infinity of nothing. */
    public double least() {
        return least;
    }

    /** The greatest value; negative infinity of nothing. */
    public double greatest() {
        return greatest;
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("count", count);
        if (count > 0) {
            json.addProperty("mean", mean);
            json.addProperty("squares", squares);
            json.addProperty("least", least);
            json.addProperty("greatest", greatest);
        }
        return json;
    }

    /** The statistic that {@link #toJson()} saved. */
    public static RunningMoments fromJson(JsonObject json) {
        RunningMoments moments = new RunningMoments();
        moments.count = json.get("count").getAsLong();
        if (moments.count > 0) {
            moments.mean = json.get("mean").getAsDouble();
            moments.squares = json.get("squares").getAsDouble();
            moments.least = json.get("least").getAsDouble();
            moments.greatest = json.get("greatest").getAsDouble();
        }
        return moments;
    }
}
