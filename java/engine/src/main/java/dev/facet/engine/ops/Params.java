package dev.facet.engine.ops;

import dev.facet.engine.Conv2d;
import dev.facet.engine.Pool2d;
import java.util.List;

/** Parameter slots as docs/ops.md lists them. */
final class Params {
    static final long[] NONE = {};

    private Params() {}

    /** The slot of a float. */
    static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    static long flag(boolean value) {
        return value ? 1 : 0;
    }

    static long[] conv2d(Conv2d c, Activation activation) {
        return new long[] {
            c.strideH(),
            c.strideW(),
            c.padTop(),
            c.padLeft(),
            c.padBottom(),
            c.padRight(),
            c.dilationH(),
            c.dilationW(),
            c.groups(),
            activation.ordinal()
        };
    }

    static long[] pool2d(Pool2d p) {
        return new long[] {
            p.windowH(), p.windowW(), p.strideH(), p.strideW(), p.padTop(), p.padLeft(), p.padBottom(), p.padRight()
        };
    }

    static long[] avgPool2d(Pool2d p, boolean countIncludePad) {
        long[] slots = java.util.Arrays.copyOf(pool2d(p), 9);
        slots[8] = flag(countIncludePad);
        return slots;
    }

    /** Start offsets for six axes, 0 beyond the rank. */
    static long[] starts(List<Long> starts) {
        long[] slots = new long[6];
        for (int i = 0; i < starts.size(); i++) {
            slots[i] = starts.get(i);
        }
        return slots;
    }
}
