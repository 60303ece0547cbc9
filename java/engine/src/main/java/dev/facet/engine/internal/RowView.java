package dev.facet.engine.internal;

import dev.facet.engine.Node;

/** A value that is a part of another one, {@code offsetBytes} after its beginning. */
record RowView(Node base, long offsetBytes) {}
