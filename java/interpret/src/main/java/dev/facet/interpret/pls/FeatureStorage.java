package dev.facet.interpret.pls;

import dev.facet.engine.Half;

/** How numbers stand in a feature file. */
public enum FeatureStorage {
    /** 32-bit floats: exact. */
    F32(4, null),
    /** Half the bytes, 8 bits of precision: relative error up to 2⁻⁹, the range of F32. */
    BF16(2, Half.BF16),
    /** Half the bytes, 11 bits of precision: relative error up to 2⁻¹², at most 65504. */
    F16(2, Half.F16);

    private final int bytes;
    private final Half half;

    FeatureStorage(int bytes, Half half) {
        this.bytes = bytes;
        this.half = half;
    }

    /** Bytes of a number. */
    public int bytes() {
        return bytes;
    }

    Half half() {
        return half;
    }

    /** Bytes of a row: 16-bit numbers stand in whole 32-bit words. */
    long rowBytes(int features) {
        return half == null ? 4L * features : 4L * ((features + 1) / 2);
    }

    /** The nearest 16-bit number, ties to even, as its bits. */
    static short toBf16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
    }

    /** The nearest 16-bit number, ties to even, as its bits; infinity beyond the range. */
    static short toF16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7E00);
        }
        if (magnitude >= 65520) {
            return (short) (sign | 0x7C00);
        }
        if (magnitude < 0x1p-14f) { // subnormal: a multiple of 2^-24
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
        }
        int exponentAndMantissa = (bits & 0x7FFFFFFF) - 0x38000000;
        return (short) (sign | exponentAndMantissa + 0xFFF + (exponentAndMantissa >>> 13 & 1) >>> 13);
    }

    static float fromBf16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    static float fromF16(short bits) {
        int sign = (bits & 0x8000) << 16;
        int magnitude = bits & 0x7FFF;
        if (magnitude >= 0x7C00) {
            return Float.intBitsToFloat(sign | 0x7F800000 | (magnitude & 0x3FF) << 13);
        }
        if (magnitude >= 0x400) {
            return Float.intBitsToFloat(sign | (magnitude << 13) + 0x38000000);
        }
        return sign == 0 ? magnitude * 0x1p-24f : -magnitude * 0x1p-24f;
    }
}
