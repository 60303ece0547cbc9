package dev.facet.cli;

import dev.facet.interpret.probe.ProbeScores;
import dev.facet.interpret.stats.Estimate;

/** Scores of probes for the terminal. */
final class ProbeTexts {
    private ProbeTexts() {}

    /** What is reported on the test pictures: accuracy, or R² of numbers. */
    static String test(ProbeScores scores) {
        Estimate accuracy = scores.test().metrics().get("accuracy");
        return accuracy == null ? "R² " + Texts.estimate(scores.test().metrics().get("r_squared")) : percent(accuracy);
    }

    private static String percent(Estimate share) {
        return "%.1f %%".formatted(100 * share.value())
                + share.interval()
                        .map(i -> " [%.1f, %.1f]".formatted(100 * i.low(), 100 * i.high()))
                        .orElse("");
    }
}
