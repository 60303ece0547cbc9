package dev.facet.interpret.evaluation;

import dev.facet.faces.FaceBox;
import dev.facet.interpret.stats.Estimate;
import dev.facet.interpret.stats.Proportion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** How many of the labelled faces a detector finds, picture by picture. */
public final class DetectionRecall {
    /** Intersection over union from which a box counts as found, unless told. */
    public static final double USUAL_OVERLAP = 0.5;

    private final double overlap;
    private int faces;
    private int matched;
    private int unlabelled;

    /** @param overlap intersection over union from which a box counts as found, in (0, 1] */
    public DetectionRecall(double overlap) {
        if (!(overlap > 0 && overlap <= 1)) {
            throw new IllegalArgumentException("boxes overlap by more than 0 and at most 1, not " + overlap);
        }
        this.overlap = overlap;
    }

    /**
     * Adds a picture. Pairs are made from the largest overlap on; a found box serves one labelled face only.
     *
     * @return for each labelled box the index of the found box that shows the same face, or -1
     */
    public int[] add(List<FaceBox> labelled, List<FaceBox> found) {
        record Pair(int label, int box, double overlap) {}
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < labelled.size(); i++) {
            for (int j = 0; j < found.size(); j++) {
                double iou = labelled.get(i).iou(found.get(j));
                if (iou >= overlap) {
                    pairs.add(new Pair(i, j, iou));
                }
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::overlap).reversed());
        int[] match = new int[labelled.size()];
        Arrays.fill(match, -1);
        boolean[] used = new boolean[found.size()];
        for (Pair pair : pairs) {
            if (match[pair.label] < 0 && !used[pair.box]) {
                match[pair.label] = pair.box;
                used[pair.box] = true;
                matched++;
            }
        }
        faces += labelled.size();
        for (boolean u : used) {
            unlabelled += u ? 0 : 1;
        }
        return match;
    }

    /** Labelled faces. */
    public int faces() {
        return faces;
    }

    /** Labelled faces that were found. */
    public int found() {
        return matched;
    }

    /** Boxes found where no face is labelled: wrong, or faces that nobody labelled. */
    public int unlabelled() {
        return unlabelled;
    }

    /**
     * The share of labelled faces found, with Wilson's interval, which takes faces as independent.
     *
     * @throws IllegalArgumentException if no face was added
     */
    public Estimate recall() {
        return Proportion.of(matched, faces);
    }
}
