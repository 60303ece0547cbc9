package dev.facet.engine.internal;

import dev.facet.engine.DType;
import dev.facet.engine.Plan;
import dev.facet.engine.Recomputation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Chooses what is computed again. Tried are segments of several sizes, each repeated whole, or all but its convolutions and matrix
 * products; every trial is placed in memory and so compared by what it really takes.
 */
final class Checkpointing {
    /** Into about how many segments the forward pass is cut: the best is near the square root of the number of layers. */
    private static final int[] PARTS = {2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 26, 32};
    /** Plans that take less than this more than the least are as good: the one that computes least again wins. */
    private static final double AS_GOOD = 1.03;

    /** Segments, and the layout in which all but the last are repeated. */
    private record Trial(Segments segments, Layout all) {}

    private final ForwardPass pass;
    private final DType floatType;
    private final Function<Repeated, Layout> placing;

    /** @param placing lays a schedule out in memory */
    Checkpointing(ForwardPass pass, DType floatType, Function<Repeated, Layout> placing) {
        this.pass = pass;
        this.floatType = floatType;
        this.placing = placing;
    }

    /**
     * The layout that meets the goal.
     *
     * @param whole the layout without repetitions
     * @throws IllegalArgumentException if none fits
     */
    Layout choose(Layout whole, Recomputation goal) {
        if (goal.goal() == Recomputation.Goal.NONE) {
            return whole;
        }
        List<Trial> trials = trials();
        long least = Math.min(
                bytes(whole),
                trials.stream().mapToLong(t -> bytes(t.all())).min().orElse(Long.MAX_VALUE));
        long most = goal.goal() == Recomputation.Goal.WITHIN ? goal.activationBytes() : (long) (AS_GOOD * least);
        if (least > most) {
            throw new IllegalArgumentException(String.format(
                    "The activations do not fit in %d bytes: computed again where that helps they take %d;"
                            + " allow these or use a smaller batch, input or network",
                    most, least));
        }
        List<Layout> fitting = new ArrayList<>(List.of(whole));
        trials.stream().filter(trial -> bytes(trial.all()) <= most).forEach(trial -> fitting.add(fewest(trial, most)));
        return leastWork(fitting, most);
    }

    /** Of a trial that fits if all its segments are repeated: the fewest first ones that do. They keep the largest maps, and longest. */
    private Layout fewest(Trial trial, long most) {
        Layout fewest = trial.all();
        int tooFew = 0;
        for (int enough = trial.segments().count() - 1; enough - tooFew > 1; ) {
            int middle = (tooFew + enough) / 2;
            Layout layout = repeat(trial.segments(), middle);
            if (bytes(layout) <= most) {
                enough = middle;
                fewest = layout;
            } else {
                tooFew = middle;
            }
        }
        return fewest;
    }

    private List<Trial> trials() {
        long kept = 0;
        for (int i = 0; i < pass.size(); i++) {
            kept += pass.kept(i);
        }
        List<Trial> trials = new ArrayList<>();
        for (int parts : PARTS) {
            for (boolean keepProducts : new boolean[] {true, false}) {
                Segments segments = new Segments(pass, kept / parts, keepProducts);
                if (segments.count() > 1) {
                    trials.add(new Trial(segments, repeat(segments, segments.count() - 1)));
                }
            }
        }
        return trials;
    }

    private Layout repeat(Segments segments, int repeated) {
        return placing.apply(segments.repeat(floatType, repeated));
    }

    private static Layout leastWork(List<Layout> layouts, long most) {
        return layouts.stream()
                .filter(layout -> bytes(layout) <= most)
                .min(Comparator.comparingDouble(
                                (Layout layout) -> layout.repeated().work())
                        .thenComparing(Checkpointing::bytes))
                .orElseThrow();
    }

    private static long bytes(Layout layout) {
        return layout.arenaBytes().get(Plan.Arena.ACTIVATIONS);
    }
}
