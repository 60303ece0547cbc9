package dev.facet.interpret.pls;

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
    private static final double ROUNDED = 2e-3; // of the mean's distance from the centre of squares: likewise

    private final FeatureRows rows;
    private final PlsOptions options;
    private final List<float[]> factors = new ArrayList<>(); // columns of [rows]
    private final Map<RowSet, Integer> sets = new LinkedHashMap<>(); // the column that adds up a set's rows

    private FirstPass(FeatureRows rows, PlsOptions options) {
        this.rows = rows;
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
     * Means and scales for each target; targets with the same rows share them.
     *
     * @throws PlsException if a feature is not finite
     */
    static List<FeatureMoments> moments(FeatureRows rows, List<PlsTarget> targets, PlsOptions options) {
        FirstPass pass = new FirstPass(rows, options);
        pass.addSets(targets);
        return pass.moments(targets, RowProductsRun.of(rows, pass.factors, options.memoryBytes()));
    }

    /**
     * The beginnings of the targets' components.
     *
     * @throws PlsException if a feature is not finite
     */
    static List<Components> components(FeatureRows rows, List<PlsTarget> targets, PlsOptions options) {
        FirstPass pass = new FirstPass(rows, options);
        pass.addSets(targets);
        int next = pass.factors.size();
        for (PlsTarget target : targets) {
            for (int c = 0; c < target.columns(); c++) {
                int column = c;
                pass.factors.add(pass.column(target, i -> (float) target.centred(column, i)));
            }
        }
        List<float[]> sums = RowProductsRun.of(rows, pass.factors, options.memoryBytes());
        List<FeatureMoments> moments = pass.moments(targets, sums);
        List<Components> fits = new ArrayList<>();
        for (int k = 0; k < targets.size(); k++) {
            float[][] product = new float[targets.get(k).columns()][];
            for (int c = 0; c < product.length; c++, next++) {
                product[c] = centre(
                        sums.get(next), pass.factors.get(next), moments.get(k).mean());
            }
            fits.add(new Components(targets.get(k), moments.get(k), options, product));
        }
        return fits;
    }

    /** The features' product with factors, as if the features were centred: rounded factors need not add up to 0. */
    static float[] centre(float[] product, float[] factors, float[] mean) {
        double excess = 0;
        for (float factor : factors) {
            excess += factor;
        }
        Vectors.add(product, -excess, mean);
        return product;
    }

    private void addSets(List<PlsTarget> targets) {
        for (PlsTarget target : targets) {
            if (sets.putIfAbsent(new RowSet(target.rows()), factors.size()) == null) {
                factors.add(column(target, i -> 1f));
            }
        }
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

    private List<FeatureMoments> moments(List<PlsTarget> targets, List<float[]> sums) {
        Map<RowSet, float[]> means = new LinkedHashMap<>();
        sets.forEach((set, index) -> means.put(set, mean(set, sums.get(index))));
        Map<RowSet, float[]> scales = options.scaling() == Scaling.AUTOSCALE ? inverseScales(means) : Map.of();
        Map<RowSet, FeatureMoments> moments = new LinkedHashMap<>();
        means.forEach((set, mean) -> moments.put(set, new FeatureMoments(mean, scales.get(set))));
        return targets.stream()
                .map(target -> moments.get(new RowSet(target.rows())))
                .toList();
    }

    private float[] mean(RowSet set, float[] sum) {
        Vectors.scale(sum, 1.0 / set.rows().length);
        for (int j = 0; j < sum.length; j++) {
            if (!Float.isFinite(sum[j])) {
                throw NonFinite.at(rows, set.rows(), j);
            }
        }
        return sum;
    }

    /**
     * One over the standard deviation over each set of rows. One pass adds up, for all sets, squared deviations from the mean of
     * their means, which is near to each.
     */
    private Map<RowSet, float[]> inverseScales(Map<RowSet, float[]> means) {
        float[] centre = new float[rows.features()];
        means.values().forEach(mean -> Vectors.add(centre, 1.0 / means.size(), mean));
        List<float[]> squares = RowProductsRun.ofSquaredDeviations(
                rows, centre, sets.values().stream().map(factors::get).toList(), options.memoryBytes());
        Map<RowSet, float[]> scales = new LinkedHashMap<>();
        means.forEach((set, mean) ->
                scales.put(set, inverseScale(squares.get(scales.size()), centre, mean, set.rows().length)));
        return scales;
    }

    /** From squared deviations from a centre over {@code count} rows; becomes the result. */
    private static float[] inverseScale(float[] squares, float[] centre, float[] mean, int count) {
        for (int j = 0; j < squares.length; j++) {
            double off = (double) mean[j] - centre[j];
            double deviation = Math.sqrt(Math.max(0, squares[j] - count * off * off) / (count - 1));
            // What is less than the sums' rounding is none.
            double rounding = Math.max(CONSTANT * Math.abs(mean[j]), ROUNDED * Math.abs(off));
            squares[j] = deviation <= rounding ? 0 : (float) (1 / deviation);
        }
        return squares;
    }
}
