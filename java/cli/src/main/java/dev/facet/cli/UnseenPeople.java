package dev.facet.cli;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FacePairs;
import dev.facet.faces.Framing;
import dev.facet.interpret.evaluation.PairEvaluation;
import dev.facet.interpret.evaluation.Progress;
import dev.facet.nn.training.ValidationMeasure;

/** Judges a training by verifying pairs of people it never sees: the mean accuracy over ten folds. */
final class UnseenPeople {
    private static final int FOLDS = 10;
    private static final int MOST_PAIRS_A_FOLD = 120;

    private UnseenPeople() {}

    /**
     * @param people kept apart from the training
     * @param framing of the training's pictures
     * @param input side of the network's input in pixels
     */
    static ValidationMeasure measure(FaceDataset people, Framing framing, int input, long seed) {
        FaceDataset framed = framing.kind() == Framing.Kind.STRETCH
                ? people
                : new CentredPictures(people, (double) input / framing.shortestSide());
        PairEvaluation evaluation = PairEvaluation.of(FacePairs.draw(framed, FOLDS, pairsPerFold(people), seed));
        return network -> evaluation.run(network, Progress.NONE).accuracy().value();
    }

    /** As many as there are genuine pairs for, half of the pairs being genuine. */
    private static int pairsPerFold(FaceDataset people) {
        int[] pictures = new int[people.identities().size()];
        for (int i = 0; i < people.size(); i++) {
            pictures[people.identity(i)]++;
        }
        long genuine = 0;
        for (int n : pictures) {
            genuine += (long) n * (n - 1) / 2;
        }
        // Drawing without repetition slows down as the pairs run out: half of them are enough.
        long half = Math.min(MOST_PAIRS_A_FOLD / 2, genuine / (2 * FOLDS));
        if (half < 1) {
            throw new FaceDataException("the " + people.identities().size() + " people kept for validation have "
                    + genuine + " pairs of pictures of one person, fewer than the " + 2 * FOLDS
                    + " needed; keep more of them with --validation-people");
        }
        return (int) (2 * half);
    }
}
