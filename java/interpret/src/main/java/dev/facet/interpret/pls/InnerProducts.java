package dev.facet.interpret.pls;

import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import java.nio.FloatBuffer;
import java.util.List;

/** K = XX', the inner products of all rows with each other: made once, good for every target and any set of rows. */
final class InnerProducts {
    private final double[][] products;

    private InnerProducts(double[][] products) {
        this.products = products;
    }

    /**
     * @throws IllegalArgumentException if the rows come in blocks and cannot be read by windows of features either
     */
    static InnerProducts of(FeatureRows rows, long memoryBytes) {
        InnerProducts k = new InnerProducts(new double[rows.rows()][rows.rows()]);
        if (rows.blockRows() == rows.rows()) {
            try (RowProgram program =
                    RowProgram.compile(rows, (graph, x) -> List.of(graph.named("products", graph.gram(x))))) {
                program.pass(
                        (first, count) -> {},
                        (first, count) -> k.add(program.output("products").contents()));
            }
        } else if (rows instanceof FeatureColumns columns) {
            k.addWindows(columns, memoryBytes);
        } else {
            throw new IllegalArgumentException(rows.getClass().getSimpleName() + " gives blocks of " + rows.blockRows()
                    + " of its " + rows.rows()
                    + " rows; the shared kernel needs all rows at once, or windows of features"
                    + " (FeatureColumns). Use PlsAlgorithm.UNDEFLATED");
        }
        return k;
    }

    private void addWindows(FeatureColumns columns, long memoryBytes) {
        int width = columns.windowFeatures(memoryBytes);
        Graph graph = new Graph();
        Node product = graph.gram(columns.declareWindow(graph, width));
        try (Executable program =
                Executable.compileWith(columns.device(), Plan.of(graph, List.of(product)), List.of())) {
            for (int first = 0; first < columns.features(); first += width) {
                columns.feedWindow(program, first, Math.min(width, columns.features() - first));
                program.run();
                add(program.output(product).contents());
            }
        }
    }

    private void add(FloatBuffer part) {
        float[] row = new float[products.length];
        for (double[] sums : products) {
            part.get(row);
            for (int j = 0; j < row.length; j++) {
                sums[j] += row[j];
            }
        }
    }

    /** The mean square of the rows of a target, before centring: what single precision rounds. */
    double meanSquare(PlsTarget target) {
        double sum = 0;
        for (int i = 0; i < target.rowCount(); i++) {
            sum += products[target.row(i)][target.row(i)];
        }
        return sum / target.rowCount();
    }

    /** The inner products of a target's rows, centred: (I − 11'/n) K[S,S] (I − 11'/n). */
    double[][] centred(PlsTarget target) {
        int n = target.rowCount();
        double[][] k = new double[n][n];
        double[] means = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            double[] from = products[target.row(i)];
            for (int j = 0; j < n; j++) {
                k[i][j] = from[target.row(j)];
                means[i] += k[i][j] / n;
            }
            mean += means[i] / n;
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                k[i][j] += mean - means[i] - means[j];
            }
        }
        return k;
    }
}
