package dev.facet.interpret.stats;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;

/**
 * Counts of a stream in equal bins over a fixed range; values outside count in the bin at that end. Not safe for
 * several threads: give each its own and merge.
 */
public final class RunningHistogram implements RunningStatistic<RunningHistogram> {
    private final double low;
    private final double high;
    private final long[] counts;

    /**
     * An empty histogram.
     *
     * @throws IllegalArgumentException if the range is empty or there are no bins
     */
    public RunningHistogram(double low, double high, int bins) {
        if (!(low < high) || bins < 1) {
            throw new IllegalArgumentException(
                    "histogram of " + bins + " bins over [" + low + ", " + high + "]: need a bin and a range");
        }
        this.low = low;
        this.high = high;
        this.counts = new long[bins];
    }

    @Override
    public void add(double value) {
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException("NaN belongs in no bin");
        }
        double position = (value - low) / (high - low) * counts.length;
        counts[(int) Math.max(0, Math.min(counts.length - 1, Math.floor(position)))]++;
    }

    @Override
    public void merge(RunningHistogram other) {
        if (low != other.low || high != other.high || counts.length != other.counts.length) {
            throw new IllegalArgumentException("cannot merge a histogram of " + other.counts.length + " bins over ["
                    + other.low + ", " + other.high + "] into one of " + counts.length + " over [" + low + ", " + high
                    + "]");
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
    }

    /** Lower end of the range; values below count in the first bin. */
    public double low() {
        return low;
    }

    /** Upper end of the range; values from there on count in the last bin. */
    public double high() {
        return high;
    }

    /** Equal parts of the range. */
    public int bins() {
        return counts.length;
    }

    /** How many values fell into a bin, 0 to {@link #bins} − 1. */
    public long count(int bin) {
        return counts[bin];
    }

    /** How many values were added. */
    public long total() {
        return Arrays.stream(counts).sum();
    }

    /** The lower edge of a bin; {@code edge(bins())} is the upper end of the range. */
    public double edge(int bin) {
        return low + (high - low) * bin / counts.length;
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("low", low);
        json.addProperty("high", high);
        JsonArray array = new JsonArray();
        for (long count : counts) {
            array.add(count);
        }
        json.add("counts", array);
        return json;
    }

    /** The statistic that {@link #toJson()} saved. */
    public static RunningHistogram fromJson(JsonObject json) {
        JsonArray saved = json.getAsJsonArray("counts");
        RunningHistogram histogram = new RunningHistogram(
                json.get("low").getAsDouble(), json.get("high").getAsDouble(), saved.size());
        int bin = 0;
        for (JsonElement count : saved) {
            histogram.counts[bin++] = count.getAsLong();
        }
        return histogram;
    }
}
