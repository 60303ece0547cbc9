package dev.facet.interpret.probe;

import dev.facet.interpret.classify.BalancedSampling;
import dev.facet.interpret.classify.BalancedSplit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Draws the pictures of labels: as many of each class to fit on and to choose by, from the pool; all whose label is known to report
 * on. Numbers are balanced by quarters of their distribution.
 */
final class LabelSampling {
    private static final int QUARTERS = 4;
    private static final int LEAST_TESTED = 10;

    private final PoolSplit split;
    private final BalancedSampling sampling;

    LabelSampling(PoolSplit split, ProbeSettings settings) {
        this.split = split;
        int[] person = Arrays.stream(split.pool()).map(i -> split.person()[i]).toArray();
        this.sampling = BalancedSampling.of(
                person, settings.train(), settings.validation(), settings.minimum(), settings.seed());
    }

    LabelSample draw(ProbeLabel label) {
        int[] pool = split.pool();
        int[] test = label.known(split.test());
        boolean number = label.kind() == LabelKind.VALUE;
        List<String> classes = number
                ? List.of("the lowest quarter of " + label, "the second", "the third", "the highest")
                : label.classes();
        int[] labels = number
                ? quarters(label, pool)
                : Arrays.stream(pool)
                        .map(i -> label.isKnown(i) ? (int) label.value(i) : BalancedSampling.UNKNOWN)
                        .toArray();
        if (test.length < LEAST_TESTED
                || Arrays.stream(test).mapToDouble(label::value).distinct().count() < 2) {
            return LabelSample.skipped(
                    label,
                    "The test set has %d pictures of which %s is known, or all alike.".formatted(test.length, label));
        }
        BalancedSplit drawn = sampling.draw(labels, classes);
        if (drawn.isRefused()) {
            return LabelSample.skipped(label, drawn.refused().orElseThrow());
        }
        return new LabelSample(
                label, pictures(drawn.train()), pictures(drawn.validation()), test, drawn.shrunk(), Optional.empty());
    }

    private int[] pictures(int[] ofPool) {
        return Arrays.stream(ofPool).map(i -> split.pool()[i]).toArray();
    }

    /** The quarter of the known values that each picture's value is in. */
    private static int[] quarters(ProbeLabel label, int[] pool) {
        double[] sorted = Arrays.stream(pool)
                .mapToDouble(label::value)
                .filter(v -> !Double.isNaN(v))
                .sorted()
                .toArray();
        double[] edges = IntStream.range(1, QUARTERS)
                .mapToDouble(q -> sorted.length == 0 ? 0 : sorted[q * sorted.length / QUARTERS])
                .toArray();
        return Arrays.stream(pool)
                .map(i -> label.isKnown(i)
                        ? (int) Arrays.stream(edges)
                                .filter(edge -> label.value(i) >= edge)
                                .count()
                        : BalancedSampling.UNKNOWN)
                .toArray();
    }
}
