package dev.facet.interpret.pls;

/**
 * A fitted regression of one target: components in order, each a direction in the features (rotation) whose product with a row is
 * the row's score, and what scores say of the target. Arrays are the model's own: do not write to them.
 */
public final class PlsModel {
    private final PlsTarget target;
    private final float[][] rotations;
    private final double[] offsets;
    private final float[][] weights;
    private final float[][] loadings;
    private final FeatureMoments moments;
    private final double[][] targetLoadings;
    private final double[] scoreSquares;
    private final double[][] scores;
    private final double[] explained;
    private final float[] vip;

    PlsModel(
            PlsTarget target,
            float[][] rotations,
            double[] offsets,
            float[][] weights,
            float[][] loadings,
            FeatureMoments moments,
            double[][] targetLoadings,
            double[] scoreSquares,
            double[][] scores,
            double[] explained,
            float[] vip) {
        this.target = target;
        this.rotations = rotations;
        this.offsets = offsets;
        this.weights = weights;
        this.loadings = loadings;
        this.moments = moments;
        this.targetLoadings = targetLoadings;
        this.scoreSquares = scoreSquares;
        this.scores = scores;
        this.explained = explained;
        this.vip = vip;
    }

    /** What the model was fitted to. */
    public PlsTarget target() {
        return target;
    }

    /** Number of components found: at most as many as were asked for, 0 if the features tell nothing of the target. */
    public int components() {
        return rotations.length;
    }

    public int features() {
        return vip.length;
    }

    /** R, [component][feature]: a raw row's product with it, less {@link #offset}, is the row's score. Scaling is included. */
    public float[] rotation(int component) {
        return rotations[component];
    }

    /** The product of the features' mean with a rotation. */
    public double offset(int component) {
        return offsets[component];
    }

    /**
     * W, loading weights of unit length of a component, in scaled features.
     *
     * @throws IllegalStateException if the fit did not keep them ({@link PlsOptions#keepWeights})
     */
    public float[] weight(int component) {
        return kept(weights)[component];
    }

    /** P, loadings X't/t't of a component in scaled features; as {@link #weight}. */
    public float[] loading(int component) {
        return kept(loadings)[component];
    }

    /** Mean of every feature over the target's rows; as {@link #weight}. */
    public float[] mean() {
        return kept(moments.mean());
    }

    FeatureMoments moments() {
        return moments;
    }

    /** Q, Y't/t't, of a component and a column of the target. */
    public double targetLoading(int component, int column) {
        return targetLoadings[component][column];
    }

    /** Scores t of the target's rows, in the order of {@link PlsTarget#rows}; centred, orthogonal to the other components'. */
    public double[] scores(int component) {
        return scores[component];
    }

    /** t't. */
    public double scoreSquares(int component) {
        return scoreSquares[component];
    }

    /** What a component explains of the target's sum of squares: Σ_c q² · t't. */
    public double explainedSquares(int component) {
        double sum = 0;
        for (double q : targetLoadings[component]) {
            sum += q * q;
        }
        return sum * scoreSquares[component];
    }

    /** Share of the target's variance on its own rows that the first {@code components} explain together, 0 to 1. */
    public double explainedVariance(int components) {
        return components == 0 ? 0 : explained[components - 1];
    }

    /** Importance of every feature by loading weights, see {@link Vip}; all 0 where there is no component. */
    public float[] vip() {
        return vip;
    }

    /**
     * Importance of every feature by rotations of scaled features instead of loading weights, see {@link Vip}; does not depend on the
     * features' units where they were scaled.
     */
    public float[] vipOfRotations() {
        return Vip.ofRotations(this, moments.inverseScale());
    }

    /** B: coefficient of every raw feature for a column of the target, with the first {@code components}. */
    public float[] coefficients(int column, int components) {
        float[] coefficients = new float[features()];
        for (int a = 0; a < components; a++) {
            Vectors.add(coefficients, targetLoadings[a][column], rotations[a]);
        }
        return coefficients;
    }

    /** What is added to a raw row's product with {@link #coefficients}. */
    public double intercept(int column, int components) {
        double intercept = target.mean(column);
        for (int a = 0; a < components; a++) {
            intercept -= targetLoadings[a][column] * offsets[a];
        }
        return intercept;
    }

    /**
     * The prediction of a column from a row's scores (of {@link PlsScores}), by as many components as there are scores.
     */
    public double predict(int column, float... rowScores) {
        double value = target.mean(column);
        for (int a = 0; a < rowScores.length; a++) {
            value += targetLoadings[a][column] * rowScores[a];
        }
        return value;
    }

    private static <T> T kept(T value) {
        if (value == null) {
            throw new IllegalStateException(
                    "The fit kept no weights, loadings and means; ask for PlsOptions.keepWeights(true)");
        }
        return value;
    }
}
