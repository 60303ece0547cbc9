package dev.facet.nn.checkpoint;

/**
 * The element types of safetensors files. Tensors of every one may stand in a file that is opened; read are {@link #F32},
 * {@link #F64} and {@link #I64}.
 */
public enum StoredType {
    F64(8),
    F32(4),
    F16(2),
    BF16(2),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U64(8),
    U32(4),
    U16(2),
    U8(1),
    BOOL(1);

    private final int bytes;

    StoredType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of an element. */
    public int bytes() {
        return bytes;
    }
}
