package dev.facet.report;

import dev.facet.interpret.probe.BestOf;
import dev.facet.interpret.probe.LabelKind;
import dev.facet.interpret.probe.LabelSummary;
import dev.facet.interpret.probe.NetworkResult;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A network of a study with its controls, as the report shows it.
 *
 * @param name what it is called on the page
 * @param result what it tells
 * @param curves of its layers
 * @param untrained those of the same architecture before training, where studied
 * @param shuffled those with labels dealt anew, where studied
 * @param pixels those of the pictures themselves, where studied
 * @param labels the study's labels, by name
 * @param seen by label, its best channels on some faces; empty without pictures
 */
record ProbedNetwork(
        String name,
        NetworkResult result,
        ProbeCurves curves,
        Optional<ProbeCurves> untrained,
        Optional<ProbeCurves> shuffled,
        Optional<ProbeCurves> pixels,
        Map<String, LabelSummary> labels,
        Map<String, SeenChannels> seen) {

    List<BestOf> best() {
        return result.best();
    }

    /** What guessing scores: one of the classes, balanced; the mean of numbers. */
    double chance(String label) {
        return curves.isValue(label)
                ? 0
                : 1.0 / Math.max(2, labels.get(label).classes().size());
    }

    LabelKind kind(String label) {
        return labels.get(label).kind();
    }

    private static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** On how many pictures a label was asked. */
    String words(String label) {
        LabelSummary summary = labels.get(label);
        return String.format(
                Locale.ROOT,
                "fitted on %,d faces, chosen by %,d, tested on %,d%s.%s",
                summary.train(),
                summary.validation(),
                summary.test(),
                summary.kind() != LabelKind.BINARY
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", of which %.1f %% have it",
                                100 * summary.testShares().get(1)),
                summary.warning() == null ? "" : " " + sentence(summary.warning()));
    }
}
