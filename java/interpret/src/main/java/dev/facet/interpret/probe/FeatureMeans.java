package dev.facet.interpret.probe;

import dev.facet.engine.Node;
import dev.facet.interpret.pls.FeatureRows;
import dev.facet.interpret.pls.RowProgram;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * What every neuron does on average.
 *
 * @param mean its mean activation
 * @param constant how many neurons have one value on all rows
 */
record FeatureMeans(float[] mean, int constant) {
    /** A variance below this part of the mean square is rounding noise. */
    private static final double ROUNDING = 1e-10;

    static FeatureMeans of(FeatureRows rows) {
        int features = rows.features();
        double[] sums = new double[features];
        double[] squares = new double[features];
        try (RowProgram program = RowProgram.compile(rows, (graph, x) -> {
            Node counted = graph.input("counted", 1, rows.blockRows());
            return List.of(
                    graph.named("sums", graph.matmul(counted, x, false, false)),
                    graph.named("squares", graph.matmul(counted, graph.square(x), false, false)));
        })) {
            program.pass(
                    (first, count) -> program.input("counted").fillFloats(to -> {
                        for (int i = 0; i < rows.blockRows(); i++) {
                            to.put(i < count ? 1 : 0);
                        }
                    }),
                    (first, count) -> {
                        add(program.output("sums").contents(), sums);
                        add(program.output("squares").contents(), squares);
                    });
        }
        float[] mean = new float[features];
        int constant = 0;
        for (int j = 0; j < features; j++) {
            double m = sums[j] / rows.rows();
            mean[j] = (float) m;
            constant += squares[j] / rows.rows() - m * m <= ROUNDING * squares[j] / rows.rows() ? 1 : 0;
        }
        return new FeatureMeans(mean, constant);
    }

    private static void add(FloatBuffer block, double[] to) {
        for (int j = 0; j < to.length; j++) {
            to[j] += block.get(j);
        }
    }
}
