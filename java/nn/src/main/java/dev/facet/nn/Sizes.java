package dev.facet.nn;

import dev.facet.nn.heads.Head;
import dev.facet.nn.heads.TargetKind;
import java.util.Objects;

/** Bounds of what all architectures are given. */
final class Sizes {
    private static final int MIN_INPUT = 32;
    private static final int MAX_INPUT = 4096;
    private static final double MAX_WIDTH = 16;

    private Sizes() {}

    static void require(String network, double width, int input, int channels, int classes, Head head) {
        Objects.requireNonNull(head, "head");
        if (!(width > 0 && width <= MAX_WIDTH)) {
            throw new IllegalArgumentException(network + " width must lie in (0, 16], got " + width);
        }
        if (input < MIN_INPUT || input > MAX_INPUT) {
            throw new IllegalArgumentException(
                    network + " input must lie in " + MIN_INPUT + " ... " + MAX_INPUT + " pixels, got " + input);
        }
        int fewest = head.objective().targets() == TargetKind.CLASSES ? 2 : 1;
        if (channels < 1 || classes < fewest) {
            throw new IllegalArgumentException(network + " needs at least 1 channel and " + fewest + " classes, got "
                    + channels + " and " + classes);
        }
    }

    static void requireDropout(String network, double dropout) {
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException(network + " dropout must lie in [0, 1), got " + dropout);
        }
    }
}
