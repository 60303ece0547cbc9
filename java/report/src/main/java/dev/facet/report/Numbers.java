package dev.facet.report;

import dev.facet.interpret.stats.Estimate;
import java.util.Locale;
import java.util.Set;

/** Numbers as people read them, by metric: shares in percent, counts with two digits, the rest with three. */
final class Numbers {
    static final String NOT_MEASURED = "–";

    private static final Set<String> SHARES =
            Set.of("verification_accuracy", "dead_maps", "sparse_maps", "off_face", "ls_normalised");

    private Numbers() {}

    static String value(String metric, double value) {
        return number(metric, value, "");
    }

    /** A difference; those of shares are in percentage points, which are no percent. */
    static String signed(String metric, double value) {
        return number(metric, value, "+").replace(" %", " points");
    }

    static String interval(String metric, Estimate estimate) {
        return estimate.interval()
                .map(i -> value(metric, i.low()) + " to " + value(metric, i.high()))
                .orElse("no interval");
    }

    static String signedInterval(String metric, Estimate estimate) {
        return estimate.interval()
                .map(i -> number(metric, i.low(), "+").replace(" %", "") + " to " + signed(metric, i.high()))
                .orElse("no interval");
    }

    /** A whole percentage, kept on one line with its sign. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f\u00A0%%", 100 * share);
    }

    private static String number(String metric, double value, String sign) {
        if (Double.isNaN(value)) {
            return NOT_MEASURED;
        }
        String text = SHARES.contains(metric)
                ? String.format(Locale.ROOT, "%" + sign + ".1f %%", 100 * value)
                : String.format(Locale.ROOT, "%" + sign + (metric.startsWith("peaks") ? ".2f" : ".3f"), value);
        return text.replace('-', '−');
    }
}
