package dev.facet.interpret.verification;

import java.util.Arrays;

/**
 * Acceptance of genuine against impostor pairs over all thresholds on their distance.
 *
 * <p>Built from all pairs together; equal distances are accepted together.
 */
public final class RocCurve {
    // Sorted distances of each kind; a threshold t accepts those not above t.
    private final double[] genuine;
    private final double[] impostor;

    private RocCurve(double[] genuine, double[] impostor) {
        this.genuine = genuine;
        this.impostor = impostor;
    }

    /** @throws IllegalArgumentException if there are pairs of one kind only */
    public static RocCurve of(PairDistances pairs) {
        double[] genuine = new double[pairs.genuine()];
        double[] impostor = new double[pairs.size() - genuine.length];
        if (genuine.length == 0 || impostor.length == 0) {
            throw new IllegalArgumentException(
                    "a ROC curve needs genuine and impostor pairs, not " + genuine.length + " and " + impostor.length);
        }
        int g = 0;
        int i = 0;
        for (int pair = 0; pair < pairs.size(); pair++) {
            if (pairs.same(pair)) {
                genuine[g++] = pairs.distance(pair);
            } else {
                impostor[i++] = pairs.distance(pair);
            }
        }
        Arrays.sort(genuine);
        Arrays.sort(impostor);
        return new RocCurve(genuine, impostor);
    }

    /** The chance that a genuine pair is closer than an impostor pair, ties counting half; 0.5 is guessing. */
    public double auc() {
        double wins = 0;
        int closer = 0;
        int tied = 0;
        for (double d : genuine) {
            while (closer < impostor.length && impostor[closer] < d) {
                closer++;
            }
            tied = Math.max(tied, closer);
            while (tied < impostor.length && impostor[tied] == d) {
                tied++;
            }
            wins += impostor.length - tied + 0.5 * (tied - closer);
        }
        return wins / genuine.length / impostor.length;
    }

    /**
     * The part of genuine pairs accepted when at most {@code far} of the impostor pairs are (TAR at FAR), exactly: the
     * widest threshold that keeps the bound.
     *
     * @return in [0, 1]; NaN where there are fewer than 1/far impostor pairs, too few to see such a rate
     */
    public double tarAtFar(double far) {
        if (!(far > 0 && far <= 1)) {
            throw new IllegalArgumentException("a false accept rate is in (0, 1], not " + far);
        }
        if (impostor.length * far < 1 - 1e-9) {
            return Double.NaN;
        }
        int allowed = (int) Math.floor(far * impostor.length + 1e-9);
        if (allowed >= impostor.length) {
            return 1;
        }
        // Impostors accepted stay within bounds for thresholds below the first one that is too many.
        double bound = impostor[allowed];
        int accepted = 0;
        while (accepted < genuine.length && genuine[accepted] < bound) {
            accepted++;
        }
        return (double) accepted / genuine.length;
    }

    /** The rate at which false accepts equal false rejects, linear between the curve's steps; in [0, 1]. */
    public double equalErrorRate() {
        int g = 0;
        int i = 0;
        double lastFar = 0;
        double lastFrr = 1;
        while (g < genuine.length || i < impostor.length) {
            double next = Math.min(
                    g < genuine.length ? genuine[g] : Double.POSITIVE_INFINITY,
                    i < impostor.length ? impostor[i] : Double.POSITIVE_INFINITY);
            while (g < genuine.length && genuine[g] == next) {
                g++;
            }
            while (i < impostor.length && impostor[i] == next) {
                i++;
            }
            double far = (double) i / impostor.length;
            double frr = 1 - (double) g / genuine.length;
            if (far >= frr) {
                double gap = (lastFrr - lastFar) - (frr - far);
                double t = gap == 0 ? 0 : (lastFrr - lastFar) / gap;
                return lastFar + t * (far - lastFar);
            }
            lastFar = far;
            lastFrr = frr;
        }
        return lastFar;
    }
}
