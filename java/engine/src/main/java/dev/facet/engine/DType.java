package dev.facet.engine;

/** Element types of tensors. The order is the code in the program format. */
public enum DType {
    /** 32-bit floats. */
    F32(4),
    /** 64-bit floats, for checks: every op has a reference kernel for them. */
    F64(8),
    /** 32-bit integers: labels, seeds, indices. */
    I32(4),
    /** The upper half of an F32: for storage, of activations above all. What is computed from it is computed in F32. */
    BF16(2);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** True for all but I32. */
    public boolean isFloat() {
        return this != I32;
    }
}
