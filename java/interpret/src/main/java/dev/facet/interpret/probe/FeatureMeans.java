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
 * @param constant how many neurons have one value, but for rounding, on all rows
 */
record FeatureMeans(float[] mean, int constant) {
    /** Values that differ by less than this part of their magnitude, in the mean, are alike but for rounding. */
    private static final double ROUNDING = 1e-6;

    static FeatureMeans of(FeatureRows rows) {
        int features = rows.features();
        double[] sums = new double[features];
        double[] deviations = new double[features];
        float[] first = new float[features];
        try (RowProgram program = RowProgram.compile(rows, (graph, x) -> {
            Node counted = graph.input("counted", 1, rows.blockRows());
            Node one = graph.named("one", graph.slice(x, new long[] {0, 0}, new long[] {1, features}));
            // Exactly 0 where all rows have the value of the block's first; a difference of sums would only be nearly
            // so.
            Node off = graph.abs(graph.sub(x, one));
            return List.of(
                    one,
                    graph.named("sums", graph.matmul(counted, x, false, false)),
                    graph.named("deviations", graph.matmul(counted, off, false, false)));
        })) {
            program.pass(
                    (from, count) -> program.input("counted").fillFloats(to -> {
                        for (int i = 0; i < rows.blockRows(); i++) {
                            to.put(i < count ? 1 : 0);
                        }
                    }),
                    (from, count) -> {
                        FloatBuffer one = program.output("one").contents();
                        if (from == 0) {
                            one.get(0, first);
                        }
                        add(program.output("sums").contents(), sums);
                        add(program.output("deviations").contents(), deviations);
                        for (int j = 0; j < features; j++) {
                            deviations[j] += count * Math.abs(one.get(j) - (double) first[j]);
                        }
                    });
        }
        float[] mean = new float[features];
        int constant = 0;
        for (int j = 0; j < features; j++) {
            mean[j] = (float) (sums[j] / rows.rows());
            constant += deviations[j] / rows.rows() <= ROUNDING * Math.abs(first[j]) ? 1 : 0;
        }
        return new FeatureMeans(mean, constant);
    }

    private static void add(FloatBuffer block, double[] to) {
        for (int j = 0; j < to.length; j++) {
            to[j] += block.get(j);
        }
    }
}
