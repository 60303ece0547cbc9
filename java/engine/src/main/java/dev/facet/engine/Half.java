package dev.facet.engine;

/** 16-bit floating formats, for storage only. The order is the code in programs. */
public enum Half {
    /** The upper half of an f32: its range, 8 bits of precision. */
    BF16,
    /** IEEE binary16: 11 bits of precision, at most 65504. */
    F16
}
