package dev.facet.interpret.pls;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The components of one target as they are found, without deflation of the features. A round is {@link #nextDirection}, which
 * gives the vector whose product with the centred rows is the next score, and {@link #accept}, which takes that product and the
 * rows' product with it.
 *
 * <p>With X centred (and scaled), S = X'Y of what is not explained yet: w = S's dominant left singular vector, r = w − Σ (p_j'w) r_j
 * so that X r is w's score on deflated features, t = X r orthogonalised twice against the scores before (its small corrections go
 * into r and X't as well, so that t = X r and p = X't/t't hold exactly), q = Y't/t't, S −= (t't) p q'.
 * Dayal and MacGregor (1997), J. Chemometrics 11, 73–85, improved kernel algorithm 1, with re-orthogonalisation.
 */
final class Components {
    private static final Logger LOG = LoggerFactory.getLogger(Components.class);
    /** A product X'Y, a score or a residual that is smaller than this, relative to its first, is rounding only. */
    private static final double EXHAUSTED = 3e-6;
    /** A score that varies less than this, relative to what centring subtracts from it, is rounding only. */
    static final double CONSTANT = 1e-6;

    private final PlsTarget target;
    private final FeatureMoments moments;
    private final PlsOptions options;
    private final float[][] products; // S, [column][feature]
    private final double[][] residual; // Y, [column][i]
    private final double residualStart;
    private final float[] vip;
    private final List<float[]> weights = new ArrayList<>();
    private final List<float[]> rotations = new ArrayList<>();
    private final List<float[]> loadings = new ArrayList<>();
    private final List<double[]> scores = new ArrayList<>();
    private final List<double[]> targetLoadings = new ArrayList<>();
    private final List<Double> scoreSquares = new ArrayList<>();
    private final List<Double> offsets = new ArrayList<>();
    private final List<Double> explained = new ArrayList<>();
    private double productsStart = -1;
    private float[] weight;
    private float[] direction;
    private double offset;
    private boolean done;

    /**
     * @param products X'Y of the raw features and the centred target, [column][feature]; becomes the fit's own
     */
    Components(PlsTarget target, FeatureMoments moments, PlsOptions options, float[][] products) {
        this.target = target;
        this.moments = moments;
        this.options = options;
        this.products = products;
        this.residual = new double[target.columns()][target.rowCount()];
        this.vip = new float[products[0].length];
        double squares = 0;
        for (int c = 0; c < residual.length; c++) {
            for (int i = 0; i < residual[c].length; i++) {
                residual[c][i] = target.centred(c, i);
                squares += residual[c][i] * residual[c][i];
            }
            if (moments.inverseScale() != null) {
                Vectors.multiply(products[c], moments.inverseScale());
            }
        }
        this.residualStart = squares;
    }

    PlsTarget target() {
        return target;
    }

    boolean done() {
        return done;
    }

    /** Finds the next direction; false if there is none, which ends the fit. */
    boolean nextDirection() {
        if (done || rotations.size() == options.components()) {
            done = true;
            return false;
        }
        double[] mix = mixture();
        float[] w = new float[vip.length];
        for (int c = 0; c < mix.length; c++) {
            Vectors.add(w, mix[c], products[c]);
        }
        double norm = Vectors.norm(w);
        productsStart = productsStart < 0 ? norm : productsStart;
        if (!(norm > EXHAUSTED * productsStart)) {
            return stop("the features tell nothing more of it");
        }
        Vectors.scale(w, 1 / norm);
        float[] r = w.clone();
        int first = mix.length == 1 ? Math.max(0, rotations.size() - 1) : 0; // P'W is bidiagonal for one column
        for (int j = first; j < rotations.size(); j++) {
            Vectors.add(r, -Vectors.dot(loadings.get(j), w), rotations.get(j));
        }
        weight = w;
        direction = r;
        return true;
    }

    /** The direction in raw features, for the next pass. */
    float[] rawDirection() {
        if (moments.inverseScale() == null) {
            return direction;
        }
        float[] raw = direction.clone();
        Vectors.multiply(raw, moments.inverseScale());
        return raw;
    }

    /** What the product of a raw row with the direction is to be lessened by. */
    double offset(float[] rawDirection) {
        offset = Vectors.dot(moments.mean(), rawDirection);
        return offset;
    }

    /**
     * Takes what the pass found; false if the score is only rounding, which ends the fit.
     *
     * @param score the rows' product with the direction less the offset, one for each row of the target; becomes the fit's own
     * @param sums the raw features' product with that score as it is; becomes the fit's own
     */
    boolean accept(double[] score, float[] sums) {
        int n = score.length;
        double mean = 0;
        double[] corrections = new double[rotations.size()];
        for (int round = 0; round < 2; round++) {
            double shift = 0;
            for (double s : score) {
                shift += s / n;
            }
            mean += shift;
            for (int i = 0; i < n; i++) {
                score[i] -= shift;
            }
            for (int j = 0; j < corrections.length; j++) {
                double c = Vectors.dot(score, scores.get(j)) / scoreSquares.get(j);
                corrections[j] += c;
                Vectors.add(score, -c, scores.get(j));
            }
        }
        double squares = Vectors.dot(score, score);
        double rounding = CONSTANT * (offset + mean);
        if (!(squares > n * rounding * rounding)) {
            return stop("the features do not vary");
        }
        double first = scoreSquares.isEmpty() ? 0 : scoreSquares.get(0);
        if (!(squares > EXHAUSTED * EXHAUSTED * first)) {
            return stop("the features have no more independent directions");
        }
        Vectors.add(sums, -mean * n, moments.mean());
        if (moments.inverseScale() != null) {
            Vectors.multiply(sums, moments.inverseScale());
        }
        offset += mean;
        for (int j = 0; j < corrections.length; j++) {
            Vectors.add(sums, -corrections[j] * scoreSquares.get(j), loadings.get(j));
            Vectors.add(direction, -corrections[j], rotations.get(j));
            offset -= corrections[j] * offsets.get(j);
        }
        Vectors.scale(sums, 1 / squares);
        record(score, squares, sums);
        return true;
    }

    private void record(double[] score, double squares, float[] loading) {
        double[] q = new double[residual.length];
        double explains = 0;
        double left = 0;
        for (int c = 0; c < q.length; c++) {
            q[c] = Vectors.dot(residual[c], score) / squares;
            explains += q[c] * q[c] * squares;
            Vectors.add(residual[c], -q[c], score);
            left += Vectors.dot(residual[c], residual[c]);
            Vectors.add(products[c], -q[c] * squares, loading);
        }
        Vectors.addSquares(vip, explains, weight);
        rotations.add(direction);
        loadings.add(loading);
        if (options.keepWeights()) {
            weights.add(weight);
        }
        scores.add(score);
        scoreSquares.add(squares);
        targetLoadings.add(q);
        offsets.add(offset);
        explained.add(1 - left / residualStart);
        if (left <= EXHAUSTED * EXHAUSTED * residualStart) {
            stop("it is explained completely");
        }
    }

    private boolean stop(String why) {
        if (!done && rotations.size() < options.components()) {
            LOG.info(
                    "Target {}: {} of {} components, because {}",
                    target.name(),
                    rotations.size(),
                    options.components(),
                    why);
        }
        done = true;
        return false;
    }

    /** The right singular vector of S that makes w = S v the left one; 1 for a single column. */
    private double[] mixture() {
        int columns = products.length;
        if (columns == 1) {
            return new double[] {1};
        }
        double[][] square = new double[columns][columns];
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j <= i; j++) {
                square[i][j] = square[j][i] = Vectors.dot(products[i], products[j]);
            }
        }
        return DominantVector.of(square);
    }

    /** The finished model. */
    PlsModel model() {
        float[] scale = moments.inverseScale();
        if (scale != null) {
            rotations.forEach(r -> Vectors.multiply(r, scale));
        }
        return new PlsModel(
                target,
                rotations.toArray(float[][]::new),
                offsets.stream().mapToDouble(Double::doubleValue).toArray(),
                options.keepWeights() ? weights.toArray(float[][]::new) : null,
                options.keepWeights() ? loadings.toArray(float[][]::new) : null,
                moments.kept(options.keepWeights()),
                targetLoadings.toArray(double[][]::new),
                scoreSquares.stream().mapToDouble(Double::doubleValue).toArray(),
                scores.toArray(double[][]::new),
                explained.stream().mapToDouble(Double::doubleValue).toArray(),
                Vip.finish(vip));
    }
}
