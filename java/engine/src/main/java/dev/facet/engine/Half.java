package dev.facet.engine;

/** 16-bit floating formats, for storage only. The order is the code in programs. */
public enum Half {
    /** The upper half of an f32: its range, 8 bits of precision. */
    BF16,
    /** IEEE binary16: 11 bits of precision, at most 65504. */
    F16;

    /** The bits of x as bf16, to nearest, ties to even; a NaN stays one. */
    static short toBf16(float x) {
        int bits = Float.floatToRawIntBits(x);
        return (short) (Float.isNaN(x) ? bits >>> 16 | 0x40 : bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
    }
}
