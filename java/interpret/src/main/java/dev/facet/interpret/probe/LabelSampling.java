package dev.facet.interpret.probe;

import dev.facet.interpret.classify.BalancedSampling;
import dev.facet.interpret.classify.BalancedSplit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Draws the pictures of labels: as many of each class to fit on and to choose by, from the pool; all whose label is known to report
 * on. Numbers are balanced by quarters of their distribution; those that all
 * have one value are one.
 */
final class LabelSampling {
    private static final int QUARTERS = 4;
    private static final List<String> FOUR = List.of("the lowest quarter", "the second", "the third", "the highest");
    private static final int LEAST_TESTED = 10;

    private final PoolSplit split;
    private final BalancedSampling sampling;

    LabelSampling(PoolSplit split, ProbeSettings settings) {
        this.split = split;
        this.sampling = BalancedSampling.of(
                split.peopleOfPool(), settings.train(), settings.validation(), settings.minimum(), settings.seed());
    }

    LabelSample draw(ProbeLabel label) {
        int[] pool = split.pool();
        int[] test = label.known(split.test());
        boolean number = label.kind() == LabelKind.VALUE;
        double[] edges = number ? edges(label, pool) : new double[0];
        List<String> classes = number ? parts(label, edges.length + 1) : label.classes();
        int[] labels = Arrays.stream(pool)
                .map(i -> !label.isKnown(i)
                        ? BalancedSampling.UNKNOWN
                        : number ? part(label.value(i), edges) : (int) label.value(i))
                .toArray();
        if (test.length < LEAST_TESTED
                || Arrays.stream(test).mapToDouble(label::value).distinct().count() < 2) {
            return LabelSample.skipped(
                    label,
                    "The test set has %d pictures of which %s is known, or all alike.".formatted(test.length, label));
        }
        if (classes.size() < 2) {
            return LabelSample.skipped(
                    label, "No picture of the pool has a known value of %s, or all have the same.".formatted(label));
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

    /**
     * The least values of the parts above the lowest, ascending: quartiles of the known values, each once; for those that are the
     * least of all values, the next greater one.
     */
    private static double[] edges(ProbeLabel label, int... pool) {
        double[] sorted = Arrays.stream(label.known(pool))
                .mapToDouble(label::value)
                .sorted()
                .toArray();
        OptionalDouble second = Arrays.stream(sorted).filter(v -> v > sorted[0]).findFirst();
        return second.isEmpty()
                ? new double[0]
                : IntStream.range(1, QUARTERS)
                        .mapToDouble(q -> Math.max(sorted[q * sorted.length / QUARTERS], second.getAsDouble()))
                        .distinct()
                        .toArray();
    }

    private static List<String> parts(ProbeLabel label, int count) {
        return count == QUARTERS
                ? Stream.concat(
                                Stream.of(FOUR.get(0) + " of " + label),
                                FOUR.stream().skip(1))
                        .toList()
                : IntStream.rangeClosed(1, count)
                        .mapToObj(part -> "part %d of %d of the values of %s".formatted(part, count, label))
                        .toList();
    }

    private static int part(double value, double... edges) {
        return (int) Arrays.stream(edges).filter(edge -> value >= edge).count();
    }
}
