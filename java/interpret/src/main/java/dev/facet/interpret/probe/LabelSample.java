package dev.facet.interpret.probe;

import java.util.Arrays;
import java.util.Optional;

/**
 * The pictures of one label.
 *
 * @param label what is told
 * @param train pictures to fit on, ascending
 * @param validation pictures to choose by, ascending
 * @param test pictures to report on, ascending
 * @param warning what is less than was asked for
 * @param skipped why the label cannot be probed; the sets are empty then
 */
record LabelSample(
        ProbeLabel label,
        int[] train,
        int[] validation,
        int[] test,
        Optional<String> warning,
        Optional<String> skipped) {

    boolean isSkipped() {
        return skipped.isPresent();
    }

    /** The same pictures with another label's values. */
    LabelSample withLabel(ProbeLabel other) {
        return new LabelSample(other, train, validation, test, warning, skipped);
    }

    /** Differs where pictures, their values or the classes do. */
    String hash() {
        return "%08x".formatted(Arrays.hashCode(new int[] {
            Arrays.hashCode(train),
            Arrays.hashCode(validation),
            Arrays.hashCode(test),
            Arrays.hashCode(label.valuesOf(train)),
            Arrays.hashCode(label.valuesOf(validation)),
            Arrays.hashCode(label.valuesOf(test)),
            label.kind().name().hashCode(),
            label.classes().hashCode()
        }));
    }

    static LabelSample skipped(ProbeLabel label, String why) {
        int[] none = {};
        return new LabelSample(label, none, none, none, Optional.empty(), Optional.of(why));
    }
}
