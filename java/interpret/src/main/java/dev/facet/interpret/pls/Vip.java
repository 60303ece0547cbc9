package dev.facet.interpret.pls;

/**
 * Variable importance in projection: VIP_j = √(m · Σ_a SS_a (w_ja/|w_a|)² / Σ_a SS_a), SS_a = Σ_c q_ca² · t_a't_a being what
 * component a explains of the target. Σ_j VIP_j² = m, so that 1 is the mean of the squares. Wold, Johansson, Cocchi (1993); Chong
 * and Jun (2005), Chemometrics and Intelligent Laboratory Systems 78, 103–112.
 */
final class Vip {
    private Vip() {}

    /**
     * VIP with rotations of scaled features in place of loading weights.
     *
     * @param inverseScale what the model's rotations, being of raw features, were multiplied with; null where features were not scaled
     */
    static float[] ofRotations(PlsModel model, float[] inverseScale) {
        float[] sums = new float[model.features()];
        for (int a = 0; a < model.components(); a++) {
            float[] rotation = inverseScale == null ? model.rotation(a) : unscaled(model.rotation(a), inverseScale);
            double square = Vectors.dot(rotation, rotation);
            Vectors.addSquares(sums, model.explainedSquares(a) / square, rotation);
        }
        return finish(sums);
    }

    private static float[] unscaled(float[] rotation, float[] inverseScale) {
        float[] scaled = new float[rotation.length];
        for (int j = 0; j < scaled.length; j++) {
            scaled[j] = inverseScale[j] == 0 ? 0 : rotation[j] / inverseScale[j];
        }
        return scaled;
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
