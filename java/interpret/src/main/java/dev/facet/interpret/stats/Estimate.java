package dev.facet.interpret.stats;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * A measured value and how sure we are of it.
 *
 * @param value the value; NaN where nothing could be measured, as for a network all of whose maps are dead
 * @param interval its confidence interval, absent where the data do not allow one
 */
public record Estimate(double value, Optional<Interval> interval) {
    /** A value with an interval. */
    public static Estimate of(double value, Interval interval) {
        return new Estimate(value, Optional.of(interval));
    }

    /** A value alone. */
    public static Estimate withoutInterval(double value) {
        return new Estimate(value, Optional.empty());
    }

    public boolean isMeasured() {
        return !Double.isNaN(value);
    }

    /** The estimate of an increasing function of the value. */
    public Estimate mapIncreasing(DoubleUnaryOperator f) {
        return new Estimate(
                f.applyAsDouble(value),
                interval.map(i -> new Interval(f.applyAsDouble(i.low()), f.applyAsDouble(i.high()), i.level())));
    }

    /** {@code {"value": …, "interval": {…} or null}}; what could not be measured is null. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        if (isMeasured()) {
            json.addProperty("value", value);
        } else {
            json.add("value", JsonNull.INSTANCE);
        }
        json.add("interval", interval.<JsonElement>map(Interval::toJson).orElse(JsonNull.INSTANCE));
        return json;
    }

    @Override
    public String toString() {
        String text = String.format(Locale.ROOT, "%.4g", value);
        return interval.map(i -> String.format(Locale.ROOT, "%s [%.4g, %.4g]", text, i.low(), i.high()))
                .orElse(text);
    }
}
