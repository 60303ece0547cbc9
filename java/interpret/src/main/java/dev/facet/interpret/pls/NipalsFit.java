package dev.facet.interpret.pls;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Tensor;
import dev.facet.engine.Variables;
import java.util.ArrayList;
import java.util.List;

/**
 * The textbook's algorithm for one target: nonlinear iterative partial least squares. The target's rows are copied, centred (and
 * scaled), and deflated after every component; with several columns, w and u are iterated until w stands. Wold (1975); Geladi and
 * Kowalski (1986), Analytica Chimica Acta 185, 1–17.
 */
final class NipalsFit {
    private static final double CONVERGED = 1e-12; // squared change of w
    private static final int MOST_ITERATIONS = 500;
    private static final double EXHAUSTED = 3e-6;

    private final PlsTarget target;
    private final FeatureMoments moments;
    private final PlsOptions options;
    private final int n;
    private final int m;
    private final double[][] residual; // F, [column][i]
    private final List<float[]> weights = new ArrayList<>();
    private final List<float[]> loadings = new ArrayList<>();
    private final List<double[]> scores = new ArrayList<>();
    private final List<double[]> targetLoadings = new ArrayList<>();
    private final List<Double> explained = new ArrayList<>();

    private NipalsFit(PlsTarget target, FeatureMoments moments, PlsOptions options, int features) {
        this.target = target;
        this.moments = moments;
        this.options = options;
        this.n = target.rowCount();
        this.m = features;
        this.residual = new double[target.columns()][n];
        for (int c = 0; c < residual.length; c++) {
            for (int i = 0; i < n; i++) {
                residual[c][i] = target.centred(c, i);
            }
        }
    }

    /** Fits one target; {@code rows} must be resident. */
    static PlsModel fit(ResidentRows rows, PlsTarget target, FeatureMoments moments, PlsOptions options) {
        NipalsFit fit = new NipalsFit(target, moments, options, rows.features());
        fit.run(rows);
        return fit.model();
    }

    private void run(ResidentRows rows) {
        Graph memory = new Graph();
        memory.state("deflated", n, m);
        try (Variables copy = Variables.allocate(rows.device(), memory)) {
            fill(copy.get("deflated"), rows.tensor());
            try (RowProgram products = program(rows, copy, (g, x) -> { // s = E'u, after E -= t p'
                        g.plsDeflate(
                                x,
                                g.input("scores", n, 1),
                                g.input("loadings", 1, m),
                                g.input("factors", n, 1),
                                g.state("sums", 1, m));
                        return List.of();
                    });
                    RowProgram pass = program(rows, copy, (g, x) -> { // t = E w, E't
                        Node one = g.fill(1, n, 1);
                        Node t = g.plsPass(x, g.input("weights", 1, m), g.fill(0, 1), one, g.state("sums", 1, m));
                        return List.of(g.named("scores", t));
                    })) {
                iterate(products, pass);
            }
        }
    }

    private RowProgram program(
            ResidentRows rows, Variables copy, java.util.function.BiFunction<Graph, Node, List<Node>> computation) {
        return RowProgram.compile(new Copied(rows, copy, n, m), computation);
    }

    /** The copied rows of the target. */
    private record Copied(ResidentRows source, Variables copy, int rows, int features) implements FeatureRows {
        @Override
        public int blockRows() {
            return rows;
        }

        @Override
        public dev.facet.engine.Device device() {
            return source.device();
        }

        @Override
        public Node declare(Graph graph) {
            return graph.state("deflated", rows, features);
        }

        @Override
        public List<Variables> variables() {
            return List.of(copy);
        }

        @Override
        public void feed(dev.facet.engine.Executable program, int first, int count) {}
    }

    private void fill(Tensor to, Tensor from) {
        float[] row = new float[m];
        for (int i = 0; i < n; i++) {
            from.contents((long) target.row(i) * m, m).get(row);
            Vectors.add(row, -1, moments.mean());
            if (moments.inverseScale() != null) {
                Vectors.multiply(row, moments.inverseScale());
            }
            to.put((long) i * m, row);
        }
    }

    private void iterate(RowProgram products, RowProgram pass) {
        float[] none = new float[m];
        products.input("loadings").set(none);
        products.input("scores").set(new float[n]);
        double firstNorm = -1;
        while (weights.size() < options.components()) {
            double[] u = largestColumn().clone();
            float[] w = new float[m];
            double[] t = null;
            double[] q = null;
            float[] sums = none;
            for (int round = 0; round < MOST_ITERATIONS; round++) {
                float[] before = w;
                w = product(products, u);
                products.input("loadings").set(none); // deflated already
                double norm = Vectors.norm(w);
                firstNorm = firstNorm < 0 ? norm : firstNorm;
                if (!(norm > EXHAUSTED * firstNorm)) {
                    return;
                }
                Vectors.scale(w, 1 / norm);
                pass.input("weights").set(w);
                pass.state("sums").set(none);
                pass.pass((first, count) -> {}, (first, count) -> {});
                t = pass.output("scores").toDoubles();
                sums = pass.state("sums").toFloats();
                q = new double[residual.length];
                for (int c = 0; c < q.length; c++) {
                    q[c] = Vectors.dot(residual[c], t) / Vectors.dot(t, t);
                }
                if (q.length == 1 || squaredDistance(w, before) < CONVERGED) {
                    break;
                }
                u = mixed(q);
            }
            double squares = Vectors.dot(t, t);
            double rounding = Components.CONSTANT * Vectors.dot(moments.mean(), raw(w));
            double smallest = scores.isEmpty() ? 0 : EXHAUSTED * EXHAUSTED * Vectors.dot(scores.get(0), scores.get(0));
            if (!(squares > Math.max(smallest, n * rounding * rounding))) {
                return;
            }
            Vectors.scale(sums, 1 / squares);
            record(w, t, sums, q);
            products.input("loadings").set(sums);
            products.input("scores").set(t);
        }
    }

    private float[] product(RowProgram products, double[] u) {
        products.input("factors").set(u);
        products.state("sums").set(new float[m]);
        products.pass((first, count) -> {}, (first, count) -> {});
        return products.state("sums").toFloats();
    }

    /** A direction in scaled features as one in raw features. */
    private float[] raw(float[] direction) {
        float[] raw = direction.clone();
        if (moments.inverseScale() != null) {
            Vectors.multiply(raw, moments.inverseScale());
        }
        return raw;
    }

    private double[] largestColumn() {
        double[] best = residual[0];
        for (double[] column : residual) {
            best = Vectors.dot(column, column) > Vectors.dot(best, best) ? column : best;
        }
        return best;
    }

    private double[] mixed(double[] q) {
        double[] u = new double[n];
        for (int c = 0; c < q.length; c++) {
            Vectors.add(u, q[c] / Math.sqrt(Vectors.dot(q, q)), residual[c]);
        }
        return u;
    }

    private static double squaredDistance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.pow((double) a[i] - b[i], 2);
        }
        return sum;
    }

    private void record(float[] w, double[] t, float[] p, double[] q) {
        double left = 0;
        double all = 0;
        for (int c = 0; c < q.length; c++) {
            Vectors.add(residual[c], -q[c], t);
            left += Vectors.dot(residual[c], residual[c]);
            for (int i = 0; i < n; i++) {
                all += Math.pow(target.centred(c, i), 2);
            }
        }
        weights.add(w);
        loadings.add(p);
        scores.add(t);
        targetLoadings.add(q);
        explained.add(1 - left / all);
    }

    /** R = W(P'W)⁻¹ by the recursion r = w − Σ (p_j'w) r_j. */
    private PlsModel model() {
        int components = weights.size();
        float[][] rotations = new float[components][];
        double[] offsets = new double[components];
        double[] squares = new double[components];
        float[] vip = new float[m];
        for (int a = 0; a < components; a++) {
            rotations[a] = weights.get(a).clone();
            for (int j = 0; j < a; j++) {
                Vectors.add(rotations[a], -Vectors.dot(loadings.get(j), weights.get(a)), rotations[j]);
            }
            squares[a] = Vectors.dot(scores.get(a), scores.get(a));
            double[] q = targetLoadings.get(a);
            Vectors.addSquares(vip, Vectors.dot(q, q) * squares[a], weights.get(a));
        }
        for (int a = 0; a < components; a++) {
            rotations[a] = raw(rotations[a]);
            offsets[a] = Vectors.dot(moments.mean(), rotations[a]);
        }
        boolean keep = options.keepWeights();
        return new PlsModel(
                target,
                rotations,
                offsets,
                keep ? weights.toArray(float[][]::new) : null,
                keep ? loadings.toArray(float[][]::new) : null,
                moments.kept(keep),
                targetLoadings.toArray(double[][]::new),
                squares,
                scores.toArray(double[][]::new),
                explained.stream().mapToDouble(Double::doubleValue).toArray(),
                Vip.finish(vip));
    }
}
