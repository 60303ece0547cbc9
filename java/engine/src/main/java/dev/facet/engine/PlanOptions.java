package dev.facet.engine;

import dev.facet.engine.internal.Fusion;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Switches of the planner, for comparisons and for the search for defects.
 *
 * @param fusions names of the fusion rules in use, of {@link #allFusions()}
 * @param reuseMemory activations that are never alive together share memory; off under environment FACET_NO_PLANNER=1
 * @param updates parameter updates and running statistics of the graph are executed
 * @param recomputation which activations gradients read are computed twice instead of kept
 * @param bf16Activations activations and their gradients are stored as bf16 where the ops that make and read them can; what
 *     compiling for a device of {@link Precision#BF16} chooses by itself
 */
public record PlanOptions(
        Set<String> fusions,
        boolean reuseMemory,
        boolean updates,
        Recomputation recomputation,
        boolean bf16Activations) {
    private static final Set<String> ALL = Fusion.names();

    public PlanOptions {
        fusions = Set.copyOf(fusions);
        Objects.requireNonNull(recomputation, "recomputation");
        if (!ALL.containsAll(fusions)) {
            throw new IllegalArgumentException("Unknown fusion in " + fusions + "; there are " + new TreeSet<>(ALL));
        }
    }

    /** Names of all fusion rules. */
    public static Set<String> allFusions() {
        return ALL;
    }

    /** Everything on but recomputation, and memory reuse off where the environment sets FACET_NO_PLANNER to something other than 0. */
    public static PlanOptions defaults() {
        String off = System.getenv("FACET_NO_PLANNER");
        return new PlanOptions(ALL, off == null || off.isEmpty() || off.equals("0"), true, Recomputation.NONE, false);
    }

    /** This without the fusion rule of that name. */
    public PlanOptions withoutFusion(String name) {
        Set<String> rest = new TreeSet<>(fusions);
        if (!ALL.contains(name)) {
            throw new IllegalArgumentException("Unknown fusion " + name + "; there are " + new TreeSet<>(ALL));
        }
        rest.remove(name);
        return new PlanOptions(rest, reuseMemory, updates, recomputation, bf16Activations);
    }

    /** This without any fusion. */
    public PlanOptions withoutFusions() {
        return new PlanOptions(Set.of(), reuseMemory, updates, recomputation, bf16Activations);
    }

    /** This with memory reuse on or off. */
    public PlanOptions reuseMemory(boolean on) {
        return new PlanOptions(fusions, on, updates, recomputation, bf16Activations);
    }

    /** This with or without updates: without, a run leaves parameters and states as they are. */
    public PlanOptions updates(boolean on) {
        return new PlanOptions(fusions, reuseMemory, on, recomputation, bf16Activations);
    }

    /** This with activations that are computed twice instead of kept. */
    public PlanOptions recomputation(Recomputation value) {
        return new PlanOptions(fusions, reuseMemory, updates, value, bf16Activations);
    }

    /** This with or without activations stored as bf16. */
    public PlanOptions bf16Activations(boolean on) {
        return new PlanOptions(fusions, reuseMemory, updates, recomputation, on);
    }
}
