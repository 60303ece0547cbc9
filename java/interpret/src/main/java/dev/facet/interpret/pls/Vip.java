package dev.facet.interpret.pls;

/**
 * Variable importance in projection: VIP_j = √(m · Σ_a SS_a (w_ja/|w_a|)² / Σ_a SS_a), SS_a = Σ_c q_ca² · t_a't_a being what
 * component a explains of the target. Σ_j VIP_j² = m, so that 1 is the mean of the squares. Wold, Johansson, Cocchi (1993); Chong
 * and Jun (2005), Chemometrics and Intelligent Laboratory Systems 78, 103–112.
 */
public final class Vip {
    private Vip() {}

    /** VIP with other directions than loading weights (rotations, say): [component][feature]. */
    public static float[] of(PlsModel model, float[][] directions) {
        float[] sums = new float[model.features()];
        for (int a = 0; a < directions.length; a++) {
            double square = Vectors.dot(directions[a], directions[a]);
            Vectors.addSquares(sums, model.explainedSquares(a) / square, directions[a]);
        }
        return finish(sums);
    }

    /** √(m · sums / Σ sums), in place. */
    static float[] finish(float[] sums) {
        double total = 0;
        for (float sum : sums) {
            total += sum;
        }
        double factor = total > 0 ? sums.length / total : 0;
        for (int j = 0; j < sums.length; j++) {
            sums[j] = (float) Math.sqrt(sums[j] * factor);
        }
        return sums;
    }
}
