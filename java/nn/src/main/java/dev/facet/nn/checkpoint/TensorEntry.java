package dev.facet.nn.checkpoint;

import dev.facet.engine.Shape;

/**
 * One tensor of a safetensors file.
 *
 * @param name unique in the file
 * @param dtype element type
 * @param shape dimensions; a scalar is {@code [1]} here and may be {@code []} in the file
 * @param begin first byte, counted from the end of the header
 * @param bytes length in bytes
 */
public record TensorEntry(String name, StoredType dtype, Shape shape, long begin, long bytes) {}
