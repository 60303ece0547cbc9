package dev.facet.interpret.verification;

/** How a threshold on the squared distance is learned from the other folds. */
public enum ThresholdRule {
    /**
     * Every threshold that could matter is tried: the middles between neighbouring distances. Of equally good ones the
     * middle one is taken, so that a plateau does not pull the threshold to its end.
     */
    EXACT {
        @Override
        double learn(PairDistances pairs) {
            return ExactThreshold.of(pairs);
        }
    },
    /**
     * The public InsightFace protocol, for comparison with figures made by it: 0 to 4 in steps of 0.01, the first of
     * the best.
     */
    INSIGHTFACE_GRID {
        @Override
        double learn(PairDistances pairs) {
            double best = 0;
            int bestCorrect = -1;
            for (int step = 0; step < 400; step++) {
                double threshold = step * 0.01;
                int correct = Verification.correct(pairs, threshold);
                if (correct > bestCorrect) {
                    best = threshold;
                    bestCorrect = correct;
                }
            }
            return best;
        }
    };

    /** The threshold of the best accuracy on these pairs: closer than it means the same person. */
    abstract double learn(PairDistances pairs);
}
