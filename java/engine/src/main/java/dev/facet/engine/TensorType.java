package dev.facet.engine;

import java.util.Objects;

/** Element type and shape of a value. */
public record TensorType(DType dtype, Shape shape) {
    public TensorType {
        Objects.requireNonNull(dtype, "dtype");
        Objects.requireNonNull(shape, "shape");
    }

    /** Bytes of the value. */
    public long bytes() {
        return Math.multiplyExact(shape.count(), (long) dtype.bytes());
    }

    @Override
    public String toString() {
        return dtype.name().toLowerCase(java.util.Locale.ROOT) + " " + shape;
    }
}
