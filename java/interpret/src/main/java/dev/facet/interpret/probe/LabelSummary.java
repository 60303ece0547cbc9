package dev.facet.interpret.probe;

import dev.facet.interpret.json.OrNull;
import java.util.Arrays;
import java.util.List;

/**
 * A label and its pictures.
 *
 * @param label its name
 * @param kind what values it takes
 * @param classes their names; empty for numbers
 * @param train pictures fitted on, as many of each class
 * @param validation pictures chosen by, as many of each class
 * @param test pictures reported on, as they come
 * @param testShares share of each class among these; empty for numbers
 * @param warning what is less than was asked for, or null
 * @param skipped why it was not probed, or null
 */
public record LabelSummary(
        String label,
        LabelKind kind,
        List<String> classes,
        int train,
        int validation,
        int test,
        List<Double> testShares,
        @OrNull String warning,
        @OrNull String skipped) {
    public LabelSummary {
        if (kind == LabelKind.BINARY && skipped == null && (classes.size() != 2 || testShares.size() != 2)) {
            throw new IllegalArgumentException("the label " + label + " has " + classes.size() + " classes and "
                    + testShares.size() + " shares of them, not 2 and 2");
        }
    }

    static LabelSummary of(LabelSample sample) {
        ProbeLabel label = sample.label();
        double[] counts = new double[label.classes().size()];
        if (counts.length > 0) {
            for (int picture : sample.test()) {
                counts[(int) label.value(picture)] += 1.0 / sample.test().length;
            }
        }
        return new LabelSummary(
                label.name(),
                label.kind(),
                label.classes(),
                sample.train().length,
                sample.validation().length,
                sample.test().length,
                Arrays.stream(counts).boxed().toList(),
                sample.warning().orElse(null),
                sample.skipped().orElse(null));
    }
}
