package dev.facet.integration.golden;

import dev.facet.engine.DType;
import dev.facet.engine.Shape;

/** A tensor of an op case: {@code name:dims[:fill]}. */
record CaseTensor(String name, long[] dims, String fill) {
    static CaseTensor parse(String text) {
        String[] parts = text.split(":");
        String[] sizes = parts[1].split(",");
        long[] dims = new long[sizes.length];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = Long.parseLong(sizes[i]);
        }
        return new CaseTensor(parts[0], dims, parts.length > 2 ? parts[2] : "signed");
    }

    Shape shape() {
        return Shape.of(dims);
    }

    int count() {
        return Math.toIntExact(shape().count());
    }

    boolean isBf16() {
        return fill.equals("bf16");
    }

    /** The element type where floating tensors have {@code type}. */
    DType type(DType type) {
        return isInteger() ? DType.I32 : isBf16() ? DType.BF16 : type;
    }

    /** Labels, seeds and packed 16-bit floats are I32, everything else is floating. */
    boolean isInteger() {
        return fill.startsWith("labels") || fill.equals("seed") || fill.equals("halves");
    }
}
