package dev.facet.faces;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Pairs of pictures for a verification test, in folds. Immutable.
 *
 * @param images the pictures, each once however many pairs show it
 * @param pairs in the order of their folds
 * @param folds number of folds, at least 1
 */
public record FacePairs(FaceDataset images, List<FacePair> pairs, int folds) {

    /** Refuses pairs that point outside the pictures or the folds. */
    public FacePairs {
        pairs = List.copyOf(pairs);
        for (FacePair p : pairs) {
            if (Math.min(p.first(), p.second()) < 0
                    || Math.max(p.first(), p.second()) >= images.size()
                    || p.fold() < 0
                    || p.fold() >= folds) {
                throw new IllegalArgumentException(
                        p + " does not fit " + images.size() + " pictures and " + folds + " folds");
            }
        }
    }

    /**
     * Draws pairs from a data set, half of them of one person, without repeating a pair.
     *
     * @param dataset at least two people, one of them with two pictures
     * @param folds number of folds
     * @param pairsPerFold even; LFW has 600
     * @param seed of the draw
     * @throws FaceDataException if the data set has too few pictures for that many pairs
     */
    public static FacePairs draw(FaceDataset dataset, int folds, int pairsPerFold, long seed) {
        if (folds < 1 || pairsPerFold < 2 || pairsPerFold % 2 != 0) {
            throw new IllegalArgumentException(
                    "need a fold or more of an even number of pairs, got " + folds + " of " + pairsPerFold);
        }
        List<List<Integer>> people = new ArrayList<>();
        dataset.identities().forEach(name -> people.add(new ArrayList<>()));
        for (int i = 0; i < dataset.size(); i++) {
            people.get(dataset.identity(i)).add(i);
        }
        people.removeIf(List::isEmpty);
        List<List<Integer>> several = people.stream().filter(p -> p.size() > 1).toList();
        SplittableRandom random = new SplittableRandom(seed);
        Set<Long> seen = new HashSet<>();
        List<FacePair> pairs = new ArrayList<>();
        for (int fold = 0; fold < folds; fold++) {
            for (int k = 0; k < pairsPerFold; k++) {
                boolean same = k < pairsPerFold / 2;
                pairs.add(drawOne(dataset, same ? several : people, same, fold, random, seen));
            }
        }
        return new FacePairs(dataset, pairs, folds);
    }

    private static FacePair drawOne(
            FaceDataset dataset,
            List<List<Integer>> people,
            boolean same,
            int fold,
            SplittableRandom random,
            Set<Long> seen) {
        int enough = same ? 1 : 2;
        for (int attempt = 0; people.size() >= enough && attempt < 1000; attempt++) {
            List<Integer> one = people.get(random.nextInt(people.size()));
            List<Integer> other = same ? one : people.get(random.nextInt(people.size()));
            int a = one.get(random.nextInt(one.size()));
            int b = other.get(random.nextInt(other.size()));
            boolean fits = a != b && (one == other) == same;
            if (fits && seen.add((long) Math.min(a, b) * dataset.size() + Math.max(a, b))) {
                return new FacePair(a, b, same, fold);
            }
        }
        throw new FaceDataException("Data set " + dataset.name() + " has too few pictures for the pairs asked for ("
                + seen.size() + " found). Ask for fewer pairs or add pictures.");
    }
}
