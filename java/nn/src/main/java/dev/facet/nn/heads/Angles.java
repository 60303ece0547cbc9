package dev.facet.nn.heads;

/** Bounds of what angular heads are given. */
final class Angles {
    private Angles() {}

    static void requireScale(String head, double scale) {
        if (!(scale > 0 && Double.isFinite(scale))) {
            throw new IllegalArgumentException(head + ": the scale must be positive, got " + scale);
        }
    }

    static void requireMargin(String head, double margin, double largest, String what) {
        if (!(margin >= 0 && margin <= largest)) {
            throw new IllegalArgumentException(
                    head + ": the margin, " + what + ", must lie in [0, " + largest + "], got " + margin);
        }
    }
}
