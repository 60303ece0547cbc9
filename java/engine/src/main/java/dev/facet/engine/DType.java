package dev.facet.engine;

/** Element types of tensors. The order is the code in the program format. */
public enum DType {
    F32(4),
    F64(8),
    I32(4);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** True for F32 and F64. */
    public boolean isFloat() {
        return this != I32;
    }
}
