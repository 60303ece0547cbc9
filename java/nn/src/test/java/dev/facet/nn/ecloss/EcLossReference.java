package dev.facet.nn.ecloss;

/**
 * ECLoss and its gradient in plain double loops, straight from the formulas, sharing nothing with the engine:
 * MI_λ = mean_m KL(p_m ‖ u) − λ·KL(p̄ ‖ u), dMI/dz = p (g − Σ p g)/M with g = log p − λ log p̄.
 */
final class EcLossReference {
    private final double[][] maps;
    private final double[] scales;
    private final double[][] templates;
    private final int channels;
    private final EcLossConfig config;
    private final double[][] logP;

    /** @param x [N, H·W, C], row-major */
    EcLossReference(double[] x, int images, int channels, EcLossTemplates set, EcLossConfig config) {
        this.channels = channels;
        this.config = config;
        int cells = set.height() * set.width();
        templates = new double[set.count()][cells];
        float[] values = set.values();
        for (int t = 0; t < set.count(); t++) {
            for (int i = 0; i < cells; i++) {
                templates[t][i] = values[t * cells + i];
            }
        }
        maps = new double[images * channels][cells];
        scales = new double[maps.length];
        logP = new double[maps.length][];
        for (int m = 0; m < maps.length; m++) {
            double squares = 0;
            for (int i = 0; i < cells; i++) {
                maps[m][i] = x[(m / channels * cells + i) * channels + m % channels];
                squares += maps[m][i] * maps[m][i];
            }
            scales[m] = config.normalise() ? 1 / Math.sqrt(squares / cells + 1e-12) : 1;
            logP[m] = logSoftmax(logits(m));
        }
    }

    /** −MI_λ with the configured reduction. */
    double loss() {
        double total = 0;
        for (double[] row : logP) {
            total += divergenceFromUniform(row) / maps.length;
        }
        double diversity = 0;
        int groups = config.marginal() == MarginalScope.CHANNEL ? channels : 1;
        for (int group = 0; group < groups; group++) {
            diversity += divergenceFromUniform(logMarginal(group)) / groups;
        }
        return -(total - config.lambda() * diversity) * reduction();
    }

    /** d loss / d x in the layout of x. */
    double[] gradient() {
        int cells = maps[0].length;
        double[] dx = new double[maps.length * cells];
        for (int m = 0; m < maps.length; m++) {
            double[] marginal = logMarginal(m % channels);
            double[] g = new double[templates.length];
            double mean = 0;
            for (int t = 0; t < templates.length; t++) {
                g[t] = logP[m][t] - config.lambda() * marginal[t];
                mean += Math.exp(logP[m][t]) * g[t];
            }
            for (int t = 0; t < templates.length; t++) {
                double dz = Math.exp(logP[m][t]) * (g[t] - mean) / maps.length;
                for (int i = 0; i < cells; i++) {
                    dx[(m / channels * cells + i) * channels + m % channels] -=
                            dz * templates[t][i] * scales[m] * reduction();
                }
            }
        }
        return dx;
    }

    private double reduction() {
        return config.reduction() == Reduction.PAPER_SUM ? (double) maps.length / templates.length : 1;
    }

    private double[] logits(int m) {
        double[] z = new double[templates.length];
        for (int t = 0; t < z.length; t++) {
            for (int i = 0; i < maps[m].length; i++) {
                z[t] += maps[m][i] * scales[m] * templates[t][i];
            }
        }
        return z;
    }

    /** Log of the mean posterior, of all maps or of one channel's. */
    private double[] logMarginal(int channel) {
        double[] mean = new double[templates.length];
        int count = 0;
        for (int m = 0; m < maps.length; m++) {
            if (config.marginal() == MarginalScope.BATCH || m % channels == channel) {
                count++;
                for (int t = 0; t < mean.length; t++) {
                    mean[t] += Math.exp(logP[m][t]);
                }
            }
        }
        for (int t = 0; t < mean.length; t++) {
            mean[t] = Math.log(mean[t] / count + 1e-30);
        }
        return mean;
    }

    private static double divergenceFromUniform(double[] logQ) {
        double sum = 0;
        for (double l : logQ) {
            sum += Math.exp(l) * (l + Math.log(logQ.length));
        }
        return sum;
    }

    private static double[] logSoftmax(double[] z) {
        double max = Double.NEGATIVE_INFINITY;
        for (double v : z) {
            max = Math.max(max, v);
        }
        double sum = 0;
        for (double v : z) {
            sum += Math.exp(v - max);
        }
        double[] out = new double[z.length];
        for (int t = 0; t < z.length; t++) {
            out[t] = z[t] - max - Math.log(sum);
        }
        return out;
    }
}
