package dev.facet.interpret.pls;

import dev.facet.engine.Node;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a fit needs of the features before its first component: for every target their mean (and scale) over its rows, and their
 * products with the centred target. All targets share one pass, as far as memory allows.
 */
final class FirstPass {
    private static final double CONSTANT = 2e-6; // of its magnitude: a deviation that may be rounding

    private final FeatureRows rows;
    private final List<PlsTarget> targets;
    private final PlsOptions options;
    private final Map<RowSet, FeatureMoments> moments = new LinkedHashMap<>();
    private final List<float[][]> products = new ArrayList<>();

    FirstPass(FeatureRows rows, List<PlsTarget> targets, PlsOptions options) {
        this.rows = rows;
        this.targets = targets;
        this.options = options;
    }

    /** A set of rows; targets with the same one share means. */
    private record RowSet(int[] rows) {
        @Override
        public boolean equals(Object other) {
            return other instanceof RowSet set && Arrays.equals(rows, set.rows);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(rows);
        }
    }

    /**
     * Reads the features.
     *
     * @throws PlsException if a feature is not finite
     */
    List<Components> run() {
        Map<RowSet, Integer> sets = new LinkedHashMap<>();
        List<float[]> factors = new ArrayList<>(); // columns of [rows]
        for (PlsTarget target : targets) {
            RowSet set = new RowSet(target.rows());
            if (sets.putIfAbsent(set, factors.size()) == null) {
                factors.add(column(target, i -> 1f));
            }
        }
        int firstProduct = factors.size();
        for (PlsTarget target : targets) {
            for (int c = 0; c < target.columns(); c++) {
                int column = c;
                factors.add(column(target, i -> (float) target.centred(column, i)));
            }
        }
        List<float[]> sums = RowProductsRun.of(rows, factors, options.memoryBytes());
        sets.forEach((set, index) -> moments.put(set, centred(set, sums.get(index))));
        if (options.scaling() == Scaling.AUTOSCALE) {
            moments.replaceAll((set, m) -> new FeatureMoments(m.mean(), inverseScale(set.rows(), m.mean())));
        }
        List<Components> fits = new ArrayList<>();
        int next = firstProduct;
        for (PlsTarget target : targets) {
            FeatureMoments m = moments.get(new RowSet(target.rows()));
            float[][] product = new float[target.columns()][];
            for (int c = 0; c < product.length; c++, next++) {
                product[c] = sums.get(next);
                double excess = 0; // of the rounded factors, which should add up to 0
                for (float factor : factors.get(next)) {
                    excess += factor;
                }
                Vectors.add(product[c], -excess, m.mean());
            }
            fits.add(new Components(target, m, options, product));
        }
        return fits;
    }

    private interface Factor {
        float of(int i);
    }

    private float[] column(PlsTarget target, Factor factor) {
        float[] column = new float[rows.rows()];
        for (int i = 0; i < target.rowCount(); i++) {
            column[target.row(i)] = factor.of(i);
        }
        return column;
    }

    private FeatureMoments centred(RowSet set, float[] sum) {
        Vectors.scale(sum, 1.0 / set.rows().length);
        for (int j = 0; j < sum.length; j++) {
            if (!Float.isFinite(sum[j])) {
                throw NonFinite.at(rows, set.rows(), j);
            }
        }
        return new FeatureMoments(sum, null);
    }

    /** One over the standard deviation over a set of rows, by a second pass over squared deviations. */
    private float[] inverseScale(int[] set, float[] mean) {
        float[] member = new float[rows.rows()];
        for (int row : set) {
            member[row] = 1;
        }
        float[] negativeMean = mean.clone();
        Vectors.scale(negativeMean, -1);
        float[] scale = new float[mean.length];
        try (RowProgram program = RowProgram.compile(rows, (graph, x) -> {
            Node shift = graph.input("shift", 1, mean.length);
            Node sums = graph.state("square_sums", 1, mean.length);
            graph.rowProducts(graph.square(graph.add(x, shift)), graph.input("factors", rows.blockRows(), 1), sums);
            return List.of();
        })) {
            program.input("shift").set(negativeMean);
            program.pass(
                    (first, count) -> program.input("factors").fillFloats(to -> Blocks.put(to, member, first, count)),
                    (first, count) -> {});
            program.state("square_sums").contents().get(scale);
        }
        for (int j = 0; j < scale.length; j++) {
            double deviation = Math.sqrt(scale[j] / (set.length - 1));
            scale[j] = deviation <= CONSTANT * Math.abs(mean[j]) ? 0 : (float) (1 / deviation);
        }
        return scale;
    }

    /** Copies of parts of columns into a program's block. */
    static final class Blocks {
        private Blocks() {}

        /** Elements {@code first} to {@code first + count} of a column, then zeros. */
        static void put(FloatBuffer to, float[] column, int first, int count) {
            to.put(column, first, count);
            while (to.hasRemaining()) {
                to.put(0);
            }
        }
    }
}
