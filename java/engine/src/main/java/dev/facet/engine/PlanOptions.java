package dev.facet.engine;

import dev.facet.engine.internal.Fusion;
import dev.facet.engine.ops.Convolution;
import java.util.List;
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
 * @param sliceBytes training steps with batch normalisation are computed a few images after the others where their maps have more
 *     bytes than this, so that one step finds in the cache what the step before it wrote; 0: never
 */
public record PlanOptions(
        Set<String> fusions,
        boolean reuseMemory,
        boolean updates,
        Recomputation recomputation,
        boolean bf16Activations,
        long sliceBytes) {
    private static final Set<String> ALL = Fusion.names();

    /** Beside what is kept for later, this much of a slice stays in the third-level cache of the CPUs we know. */
    private static final long CACHED_BYTES = 12L << 20;

    /** Weights up to this size stay in the second-level cache of the CPUs we know. */
    private static final long SMALL_WEIGHTS = 1L << 20;

    public PlanOptions {
        fusions = Set.copyOf(fusions);
        Objects.requireNonNull(recomputation, "recomputation");
        if (!ALL.containsAll(fusions)) {
            throw new IllegalArgumentException("Unknown fusion in " + fusions + "; there are " + new TreeSet<>(ALL));
        }
        if (sliceBytes < 0) {
            throw new IllegalArgumentException("The bytes of a slice are 0 or more, not " + sliceBytes);
        }
    }

    /** Names of all fusion rules. */
    public static Set<String> allFusions() {
        return ALL;
    }

    /**
     * What is best on a device: the defaults, and slices for the cache of a CPU where convolutions wait for maps rather than for
     * multipliers and weights: where some are depthwise, or all have small weights, which every slice reads again. Between other
     * convolutions slices were measured to cost more than they spare.
     */
    public static PlanOptions of(Device device, Graph graph) {
        return defaults().sliceBytes(device.isCpu() && isBoundByMaps(graph) ? CACHED_BYTES : 0);
    }

    private static boolean isBoundByMaps(Graph graph) {
        List<Node> convolutions = graph.nodes().stream()
                .filter(node -> node.op() instanceof Convolution)
                .toList();
        return convolutions.stream().anyMatch(PlanOptions::isGrouped)
                || convolutions.stream().allMatch(node -> weights(node).type().bytes() <= SMALL_WEIGHTS);
    }

    private static boolean isGrouped(Node convolution) {
        return ((Convolution) convolution.op()).spec().groups() > 1;
    }

    private static Node weights(Node convolution) {
        return convolution.inputs().get(1);
    }

    /**
     * Everything on that is good on every device but recomputation, and memory reuse off where the environment sets FACET_NO_PLANNER to something
     * other than 0.
     */
    public static PlanOptions defaults() {
        String off = System.getenv("FACET_NO_PLANNER");
        return new PlanOptions(
                ALL, off == null || off.isEmpty() || off.equals("0"), true, Recomputation.NONE, false, 0);
    }

    /** This without the fusion rule of that name. */
    public PlanOptions withoutFusion(String name) {
        Set<String> rest = new TreeSet<>(fusions);
        if (!ALL.contains(name)) {
            throw new IllegalArgumentException("Unknown fusion " + name + "; there are " + new TreeSet<>(ALL));
        }
        rest.remove(name);
        return new PlanOptions(rest, reuseMemory, updates, recomputation, bf16Activations, sliceBytes);
    }

    /** This without any fusion. */
    public PlanOptions withoutFusions() {
        return new PlanOptions(Set.of(), reuseMemory, updates, recomputation, bf16Activations, sliceBytes);
    }

    /** This with memory reuse on or off. */
    public PlanOptions reuseMemory(boolean on) {
        return new PlanOptions(fusions, on, updates, recomputation, bf16Activations, sliceBytes);
    }

    /** This with or without updates: without, a run leaves parameters and states as they are. */
    public PlanOptions updates(boolean on) {
        return new PlanOptions(fusions, reuseMemory, on, recomputation, bf16Activations, sliceBytes);
    }

    /** This with activations that are computed twice instead of kept. */
    public PlanOptions recomputation(Recomputation value) {
        return new PlanOptions(fusions, reuseMemory, updates, value, bf16Activations, sliceBytes);
    }

    /** This with or without activations stored as bf16. */
    public PlanOptions bf16Activations(boolean on) {
        return new PlanOptions(fusions, reuseMemory, updates, recomputation, on, sliceBytes);
    }

    /** This with slices of about so many bytes; 0: without slices. */
    public PlanOptions sliceBytes(long bytes) {
        return new PlanOptions(fusions, reuseMemory, updates, recomputation, bf16Activations, bytes);
    }
}
