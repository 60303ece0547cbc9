package dev.facet.interpret.probe;

import dev.facet.interpret.pls.FeatureRows;
import dev.facet.interpret.pls.RowProgram;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** Takes some columns out of a matrix of features. */
final class ColumnCopy {
    private static final String VALUES = "feature_values";

    private ColumnCopy() {}

    /**
     * A copy in memory.
     *
     * @param columns ascending
     */
    static MemoryRows of(FeatureRows rows, int... columns) {
        if (rows instanceof MemoryRows memory) {
            return memory.copy(IntStream.range(0, rows.rows()).toArray(), columns);
        }
        MemoryRows copy = new MemoryRows(rows.device(), rows.rows(), columns.length);
        int features = rows.features();
        // An output of its own: what is fed or stored cannot be one.
        try (RowProgram program =
                RowProgram.compile(rows, (graph, x) -> List.of(graph.named(VALUES, graph.scale(x, 1))))) {
            program.pass((first, count) -> {}, (first, count) -> {
                FloatBuffer values = program.output(VALUES).contents();
                FloatBuffer chosen = FloatBuffer.allocate(count * columns.length);
                for (int row = 0; row < count; row++) {
                    for (int column : columns) {
                        chosen.put(values.get(row * features + column));
                    }
                }
                copy.set(first, count, chosen.flip());
            });
        }
        return copy;
    }
}
