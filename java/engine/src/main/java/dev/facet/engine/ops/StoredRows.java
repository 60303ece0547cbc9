package dev.facet.engine.ops;

import dev.facet.engine.DType;
import dev.facet.engine.Half;

/**
 * The feature rows that an op reads as its first input: numbers of its floating type, or halves, two in each I32, in rows of
 * whole words.
 */
final class StoredRows {
    private StoredRows() {}

    /** The op's params. */
    static long[] params(Half half) {
        return new long[] {half == null ? 0 : 1 + half.ordinal()};
    }

    /** Checks that the first input holds so many features a row. */
    static void check(Check in, Half half, long features) {
        in.rank(0, 2);
        if (half == null) {
            in.that(in.shape(0).dim(1) == features, "rows must have " + features + " features");
        } else {
            in.type(0, DType.I32)
                    .that(
                            in.shape(0).dim(1) == (features + 1) / 2,
                            "rows of " + features + " halves have " + (features + 1) / 2 + " words");
        }
    }
}
