package dev.facet.integration.golden;

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

    /** Labels, seeds and packed 16-bit floats are I32, everything else is floating. */
    boolean isInteger() {
        return fill.startsWith("labels") || fill.equals("seed") || fill.equals("halves");
    }
}
