package dev.facet.interpret.pls;

import java.util.ArrayList;
import java.util.List;

/**
 * The components of one target from its rows' centred inner products K alone: with w = X'u/|X'u|, u = the residual target (or its
 * dominant mixture), X w is K u/√(u'K u), and t that orthogonalised against the scores before. The orthogonalisation's
 * coefficients are P'W, so that rotations follow from the weights, and weights are one product of the features with all u. Rännar,
 * Lindgren, Geladi, Wold (1994), J. Chemometrics 8, 111–125.
 */
final class KernelComponents {
    private static final double EXHAUSTED = 3e-6;
    /** Of u'Ku/u'u, relative to the first or to a row's square: inner products in single precision know no smaller ones. */
    private static final double SMALLEST_SQUARE = 1e-6;

    private final PlsTarget target;
    private final double[][] residual;
    private final List<double[]> directions = new ArrayList<>(); // u/√(u'Ku)
    private final List<double[]> scores = new ArrayList<>();
    private final List<double[]> projections = new ArrayList<>(); // P'W above the diagonal, one column a component
    private final List<double[]> targetLoadings = new ArrayList<>();
    private final List<Double> squares = new ArrayList<>();
    private final List<Double> explained = new ArrayList<>();

    /**
     * @param centred K of the target's rows
     * @param meanSquare of a row before centring
     */
    KernelComponents(PlsTarget target, double[][] centred, double meanSquare, int components) {
        this.target = target;
        this.residual = new double[target.columns()][target.rowCount()];
        double start = 0;
        for (int c = 0; c < residual.length; c++) {
            for (int i = 0; i < residual[c].length; i++) {
                residual[c][i] = target.centred(c, i);
            }
            start += Vectors.dot(residual[c], residual[c]);
        }
        double left = start;
        double firstSquare = -1;
        while (scores.size() < components && left > EXHAUSTED * EXHAUSTED * start) {
            double[] u = mixture(centred);
            double[] t = product(centred, u);
            double length = Math.sqrt(Math.max(0, Vectors.dot(u, t)));
            double lengthSquare = length * length / Vectors.dot(u, u);
            firstSquare = firstSquare < 0 ? Math.max(lengthSquare, meanSquare) : firstSquare;
            if (!(lengthSquare > SMALLEST_SQUARE * firstSquare)) {
                return;
            }
            for (int i = 0; i < t.length; i++) {
                t[i] /= length;
                u[i] /= length;
            }
            double[] projection = new double[scores.size()];
            for (int round = 0; round < 2; round++) {
                for (int j = 0; j < projection.length; j++) {
                    double c = Vectors.dot(t, scores.get(j)) / squares.get(j);
                    projection[j] += c;
                    Vectors.add(t, -c, scores.get(j));
                }
            }
            double square = Vectors.dot(t, t);
            if (!scores.isEmpty() && !(square > EXHAUSTED * EXHAUSTED * squares.get(0))) {
                return;
            }
            left = record(u, t, square, projection);
            explained.add(1 - left / start);
        }
    }

    private double record(double[] u, double[] t, double square, double[] projection) {
        double[] q = new double[residual.length];
        double left = 0;
        for (int c = 0; c < q.length; c++) {
            q[c] = Vectors.dot(residual[c], t) / square;
            Vectors.add(residual[c], -q[c], t);
            left += Vectors.dot(residual[c], residual[c]);
        }
        directions.add(u);
        scores.add(t);
        squares.add(square);
        projections.add(projection);
        targetLoadings.add(q);
        return left;
    }

    /** The residual target, for several columns mixed by the dominant eigenvector of F'KF. */
    private double[] mixture(double[][] k) {
        if (residual.length == 1) {
            return residual[0].clone();
        }
        double[][] products = new double[residual.length][];
        double[][] small = new double[residual.length][residual.length];
        for (int c = 0; c < residual.length; c++) {
            products[c] = product(k, residual[c]);
            for (int d = 0; d <= c; d++) {
                small[c][d] = small[d][c] = Vectors.dot(products[c], residual[d]);
            }
        }
        double[] mix = DominantVector.of(small);
        double[] u = new double[residual[0].length];
        for (int c = 0; c < mix.length; c++) {
            Vectors.add(u, mix[c], residual[c]);
        }
        return u;
    }

    private static double[] product(double[][] k, double[] u) {
        double[] product = new double[u.length];
        for (int i = 0; i < u.length; i++) {
            product[i] = Vectors.dot(k[i], u);
        }
        return product;
    }

    PlsTarget target() {
        return target;
    }

    int components() {
        return scores.size();
    }

    /** What the rows are multiplied with to give loading weight {@code component}, one number a row of the matrix. */
    float[] weightFactors(int component, int rows) {
        return spread(directions.get(component), rows);
    }

    /** The same for the loading. */
    float[] loadingFactors(int component, int rows) {
        double[] t = scores.get(component).clone();
        for (int i = 0; i < t.length; i++) {
            t[i] /= squares.get(component);
        }
        return spread(t, rows);
    }

    private float[] spread(double[] values, int rows) {
        float[] factors = new float[rows];
        for (int i = 0; i < values.length; i++) {
            factors[target.row(i)] = (float) values[i];
        }
        return factors;
    }

    /**
     * The finished model.
     *
     * @param weights [component][feature], as the features' product with {@link #weightFactors} gave them
     * @param loadings likewise, or null
     */
    PlsModel model(float[][] weights, float[][] loadings, FeatureMoments moments) {
        float[] vip = new float[moments.mean().length];
        float[][] rotations = new float[components()][];
        double[] offsets = new double[components()];
        for (int a = 0; a < rotations.length; a++) {
            double[] q = targetLoadings.get(a);
            Vectors.scale(weights[a], 1 / Vectors.norm(weights[a]));
            Vectors.addSquares(vip, Vectors.dot(q, q) * squares.get(a), weights[a]);
            rotations[a] = weights[a].clone();
            for (int j = 0; j < a; j++) {
                Vectors.add(rotations[a], -projections.get(a)[j], rotations[j]);
            }
            offsets[a] = Vectors.dot(moments.mean(), rotations[a]);
        }
        boolean keep = loadings != null;
        return new PlsModel(
                target,
                rotations,
                offsets,
                keep ? weights : null,
                loadings,
                moments.kept(keep),
                targetLoadings.toArray(double[][]::new),
                squares.stream().mapToDouble(Double::doubleValue).toArray(),
                scores.toArray(double[][]::new),
                explained.stream().mapToDouble(Double::doubleValue).toArray(),
                Vip.finish(vip));
    }
}
