package dev.facet.faces.detect;

import dev.facet.faces.FaceBox;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Greedy non-maximum suppression: of boxes that lie over each other only the surest stays. */
final class NonMaximumSuppression {

    private NonMaximumSuppression() {}

    /** How the overlap of two boxes is measured. */
    enum Overlap {
        /** Intersection over union. */
        UNION {
            @Override
            double of(FaceBox a, FaceBox b) {
                return a.iou(b);
            }
        },
        /** Intersection over the smaller area: also a small box inside a large one goes. */
        MINIMUM {
            @Override
            double of(FaceBox a, FaceBox b) {
                return a.overlapOfSmaller(b);
            }
        };

        abstract double of(FaceBox a, FaceBox b);
    }

    /**
     * Drops every candidate that overlaps a surer one, which stays itself, by more than {@code limit}.
     *
     * @return those that stay, surest first; of equal scores the earlier candidate goes first
     */
    static <T> List<T> keep(
            List<T> candidates, ToDoubleFunction<T> score, Function<T, FaceBox> box, double limit, Overlap overlap) {
        List<T> sorted = new ArrayList<>(candidates);
        sorted.sort(Comparator.comparingDouble(score).reversed());
        List<T> kept = new ArrayList<>();
        for (T candidate : sorted) {
            FaceBox its = box.apply(candidate);
            if (kept.stream().noneMatch(k -> overlap.of(box.apply(k), its) > limit)) {
                kept.add(candidate);
            }
        }
        return kept;
    }
}
