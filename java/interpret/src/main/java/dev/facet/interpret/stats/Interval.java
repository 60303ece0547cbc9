package dev.facet.interpret.stats;

import com.google.gson.JsonObject;

/**
 * An interval that holds the true value with the stated confidence.
 *
 * @param low its lower end
 * @param high its upper end, not below {@code low}
 * @param level the confidence, such as 0.95
 */
public record Interval(double low, double high, double level) {
    /** The confidence used throughout Facet unless told. */
    public static final double DEFAULT_LEVEL = 0.95;

    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("interval [" + low + ", " + high + "]: low must not exceed high");
        }
        requireLevel(level);
    }

    static void requireLevel(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("confidence level must be in (0, 1), not " + level);
        }
    }

    public boolean contains(double value) {
        return low <= value && value <= high;
    }

    /** The part of the interval inside [least, greatest], such as [0, 1] for a rate. */
    public Interval clipped(double least, double greatest) {
        return new Interval(clip(low, least, greatest), clip(high, least, greatest), level);
    }

    private static double clip(double value, double least, double greatest) {
        return Math.max(least, Math.min(greatest, value));
    }

    /** {@code {"low": …, "high": …, "level": …}}. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("low", low);
        json.addProperty("high", high);
        json.addProperty("level", level);
        return json;
    }
}
