package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FacePair;
import dev.facet.faces.FacePairs;
import dev.facet.faces.data.Problems.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the pairs of a verification protocol and the pictures that they show, each once. */
final class PairCollector {

    private static final int MISSING = -1;

    private final String name;
    private final Path list;
    private final Problems problems;
    private final Map<Path, Integer> indexOf = new HashMap<>();
    private final List<ListedFaces.Entry> pictures = new ArrayList<>();
    private final List<FacePair> pairs = new ArrayList<>();

    PairCollector(String name, Path list, Problems problems) {
        this.name = name;
        this.list = list;
        this.problems = problems;
    }

    /**
     * The number of a picture; -1 if it is not there.
     *
     * @param where names the place in the list, for errors
     */
    int picture(String id, String person, Path file, String where) {
        Integer known = indexOf.get(file);
        if (known == null) {
            boolean there = Files.isRegularFile(file);
            known = there ? pictures.size() : MISSING;
            indexOf.put(file, known);
            if (there) {
                pictures.add(new ListedFaces.Entry(id, person, file));
            } else {
                problems.add(Kind.MISSING_PICTURE, where + ": " + file);
            }
        }
        return known;
    }

    /** Adds a pair, unless a picture of it is not there. */
    void pair(int first, int second, boolean same, int fold, String where) {
        if (first == MISSING || second == MISSING) {
            problems.add(Kind.PAIR_LEFT_OUT, where);
        } else {
            pairs.add(new FacePair(first, second, same, fold));
        }
    }

    /**
     * The pairs in the order of their folds.
     *
     * @throws FaceDataException if none is left
     */
    FacePairs build(int folds) {
        if (pairs.isEmpty()) {
            problems.orThrow(list);
            throw new FaceDataException(list + " lists no pair. Copy the file again.");
        }
        return new FacePairs(new ListedFaces(name, pictures), pairs, folds);
    }
}
