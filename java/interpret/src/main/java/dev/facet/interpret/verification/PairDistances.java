package dev.facet.interpret.verification;

import dev.facet.interpret.maps.Finite;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The pairs of a verification protocol with their distances: small means the same person.
 *
 * <p>Folds come from the pair file, any number of them. A fold with pairs of one kind only cannot test a threshold (some
 * copies of CALFW list all genuine pairs first); {@link Verification} refuses it, and {@link #stratified} deals the
 * pairs anew.
 */
public final class PairDistances {
    private final double[] distance;
    private final boolean[] same;
    private final int[] fold;
    private final int folds;

    private PairDistances(double[] distance, boolean[] same, int[] fold, int folds) {
        this.distance = distance;
        this.same = same;
        this.fold = fold;
        this.folds = folds;
    }

    /**
     * Pairs with their folds.
     *
     * @param distance squared distances of unit embeddings, in [0, 4]
     * @param same whether the pair shows one person
     * @param fold the fold of each pair, from 0
     * @throws IllegalArgumentException if lengths differ, there are no pairs, a fold between 0 and the greatest is
     *     empty, or a distance is not finite
     */
    public static PairDistances of(double[] distance, boolean[] same, int[] fold) {
        if (distance.length == 0) {
            throw new IllegalArgumentException("no pairs to verify");
        }
        if (distance.length != same.length || distance.length != fold.length) {
            throw new IllegalArgumentException("pairs need one distance, one label and one fold each, not "
                    + distance.length + ", " + same.length + " and " + fold.length);
        }
        Finite.require(distance, "pair distances");
        int folds = Arrays.stream(fold).max().getAsInt() + 1;
        boolean[] seen = new boolean[folds];
        for (int f : fold) {
            if (f < 0) {
                throw new IllegalArgumentException("folds are numbered from 0, not " + f);
            }
            seen[f] = true;
        }
        for (int f = 0; f < folds; f++) {
            if (!seen[f]) {
                throw new IllegalArgumentException("fold " + (f + 1) + " of " + folds + " has no pairs");
            }
        }
        return new PairDistances(distance.clone(), same.clone(), fold.clone(), folds);
    }

    /** Pairs dealt into contiguous folds of nearly equal size, in the order of the file. */
    public static PairDistances contiguous(double[] distance, boolean[] same, int folds) {
        if (folds < 1 || folds > distance.length) {
            throw new IllegalArgumentException(distance.length + " pairs cannot make " + folds + " folds");
        }
        int[] fold = new int[distance.length];
        for (int i = 0; i < fold.length; i++) {
            fold[i] = (int) ((long) i * folds / fold.length);
        }
        return of(distance, same, fold);
    }

    /**
     * The same pairs dealt anew: genuine and impostor pairs each in contiguous runs, so that every fold has both.
     *
     * @throws IllegalArgumentException if there are fewer pairs of one kind than folds
     */
    public PairDistances stratified() {
        int genuine = genuine();
        int impostor = size() - genuine;
        if (Math.min(genuine, impostor) < folds) {
            throw new IllegalArgumentException(genuine + " genuine and " + impostor + " impostor pairs cannot fill "
                    + folds + " folds with both kinds; use fewer folds or more pairs");
        }
        int[] dealt = new int[size()];
        int seenGenuine = 0;
        int seenImpostor = 0;
        for (int i = 0; i < dealt.length; i++) {
            dealt[i] = same[i]
                    ? (int) ((long) seenGenuine++ * folds / genuine)
                    : (int) ((long) seenImpostor++ * folds / impostor);
        }
        return new PairDistances(distance, same, dealt, folds);
    }

    public int size() {
        return distance.length;
    }

    public int folds() {
        return folds;
    }

    /** The number of pairs of one person. */
    public int genuine() {
        int count = 0;
        for (boolean s : same) {
            count += s ? 1 : 0;
        }
        return count;
    }

    double distance(int pair) {
        return distance[pair];
    }

    boolean same(int pair) {
        return same[pair];
    }

    int fold(int pair) {
        return fold[pair];
    }

    /** The pairs of one fold, or of all other folds. */
    PairDistances part(int wantedFold, boolean inside) {
        int[] chosen = IntStream.range(0, size())
                .filter(i -> (fold[i] == wantedFold) == inside)
                .toArray();
        double[] d = new double[chosen.length];
        boolean[] s = new boolean[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            d[i] = distance[chosen[i]];
            s[i] = same[chosen[i]];
        }
        return new PairDistances(d, s, new int[chosen.length], 1);
    }

    /** Refuses folds that hold pairs of one kind only. */
    void requireBothKindsInEachFold() {
        int[] genuine = new int[folds];
        int[] pairs = new int[folds];
        for (int i = 0; i < fold.length; i++) {
            pairs[fold[i]]++;
            genuine[fold[i]] += same[i] ? 1 : 0;
        }
        for (int f = 0; f < folds; f++) {
            if (genuine[f] == 0 || genuine[f] == pairs[f]) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "fold %d of %d holds only %s pairs (%d); its accuracy would mean nothing. Deal the pairs anew"
                                + " with the stratify option.",
                        f + 1,
                        folds,
                        genuine[f] == 0 ? "impostor" : "genuine",
                        pairs[f]));
            }
        }
    }
}
