package dev.facet.interpret.probe;

import dev.facet.interpret.pls.FeatureRows;
import dev.facet.interpret.pls.RowProgram;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Takes parts out of a matrix of features, in one pass over it. */
final class ColumnCopy {
    private static final String VALUES = "feature_values";

    private ColumnCopy() {}

    /**
     * A part of a matrix.
     *
     * @param rows ascending
     * @param columns ascending
     */
    record Part(int[] rows, int[] columns) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Part that && Arrays.equals(rows, that.rows) && Arrays.equals(columns, that.columns);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(rows) + Arrays.hashCode(columns);
        }

        @Override
        public String toString() {
            return rows.length + " rows, " + columns.length + " columns";
        }
    }

    /** A copy of some columns of all rows. */
    static MemoryRows of(FeatureRows rows, int... columns) {
        return of(rows, List.of(new Part(IntStream.range(0, rows.rows()).toArray(), columns)))
                .get(0);
    }

    /** Copies in memory, in the parts' order. */
    static List<MemoryRows> of(FeatureRows rows, List<Part> parts) {
        if (rows instanceof MemoryRows memory) {
            return parts.stream()
                    .map(part -> memory.copy(part.rows, part.columns))
                    .toList();
        }
        List<MemoryRows> copies = parts.stream()
                .map(part -> new MemoryRows(rows.device(), part.rows.length, part.columns.length))
                .toList();
        float[] row = new float[rows.features()];
        int[] next = new int[parts.size()];
        // What is fed or stored cannot be an output: then a copy is.
        try (RowProgram program = RowProgram.compile(
                rows, (graph, x) -> List.of(graph.named(VALUES, x.isLeaf() ? graph.scale(x, 1) : x)))) {
            program.pass((first, count) -> {}, (first, count) -> {
                FloatBuffer values = program.output(VALUES).contents();
                for (int i = 0; i < count; i++) {
                    values.get(row);
                    for (int p = 0; p < next.length; p++) {
                        Part part = parts.get(p);
                        if (next[p] < part.rows.length && part.rows[next[p]] == first + i) {
                            copies.get(p).set(next[p]++, row, part.columns);
                        }
                    }
                }
            });
        }
        return copies;
    }
}
