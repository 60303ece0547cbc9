package dev.facet.interpret.pls;

/**
 * What centring and scaling need of the features over a set of rows.
 *
 * @param mean one number a feature
 * @param inverseScale one over the standard deviation, 0 for a constant feature; null where features are only centred
 */
record FeatureMoments(float[] mean, float[] inverseScale) {
    /** What a model keeps of this: the scale, and the mean (null otherwise) where it keeps its weights. */
    FeatureMoments kept(boolean weights) {
        return weights ? this : new FeatureMoments(null, inverseScale);
    }
}
