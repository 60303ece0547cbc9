package dev.facet.engine;

import dev.facet.engine.internal.Aliases;
import dev.facet.engine.internal.Layout;
import dev.facet.engine.internal.Storage;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an executable will do: steps in order, and a place for every value. Made by passes in pure Java: dead nodes are removed, ops
 * fused, updates moved to right after the last reader, and activations that are never alive together share memory.
 */
public final class Plan {
    /** Blocks of memory of a program. */
    public enum Arena {
        /** Inputs and outputs. */
        IO,
        /** What lives only during a run. */
        ACTIVATIONS,
        /** Parameters and states, shared by executables through {@link Variables}. */
        VARIABLES,
        /** Constants. */
        CONSTANTS,
        /** What follows from variables and constants alone; computed again only when variables were changed. */
        PREPARED
    }

    private final Graph graph;
    private final List<Node> outputs;
    private final PlanOptions options;
    private final Layout layout;

    private Plan(Graph graph, List<Node> outputs, PlanOptions options) {
        this.graph = graph;
        this.outputs = outputs;
        this.options = options;
        this.layout = Layout.of(graph, outputs, options);
    }

    /** The plan that computes {@code outputs} and runs the graph's updates, under {@link PlanOptions#defaults()}. */
    public static Plan of(Graph graph, Collection<Node> outputs) {
        return of(graph, outputs, PlanOptions.defaults());
    }

    /**
     * The plan that computes {@code outputs} under the given options.
     *
     * @throws IllegalArgumentException if an output is a parameter or state (read it from {@link Variables}), or of another graph
     */
    public static Plan of(Graph graph, Collection<Node> outputs, PlanOptions options) {
        for (Node output : outputs) {
            if (output.graph() != graph) {
                throw new IllegalArgumentException("The output " + output + " belongs to another graph");
            }
            Node root = Aliases.root(output);
            if (root.kind() == Node.Kind.PARAMETER || root.kind() == Node.Kind.STATE) {
                throw new IllegalArgumentException(
                        "The output " + output + " is the variable " + root.name() + "; read it from Variables");
            }
        }
        List<Node> distinct = outputs.stream().distinct().toList();
        return new Plan(graph, distinct, options);
    }

    /** The same plan with activations stored as bf16 ({@link PlanOptions#bf16Activations()}); compiling for a device of that precision takes this one. */
    public Plan withBf16Activations() {
        return options.bf16Activations() ? this : new Plan(graph, outputs, options.bf16Activations(true));
    }

    /** This plan as the device executes it: with activations stored as bf16 if that is its precision. */
    public Plan on(Device device) {
        return device.storesBf16() ? withBf16Activations() : this;
    }

    /** Bytes of an arena. */
    public long arenaBytes(Arena arena) {
        return layout.arenaBytes().get(arena);
    }

    /** Bytes of activations that sharing memory saves. */
    public long savedBytes() {
        return layout.withoutReuse() - arenaBytes(Arena.ACTIVATIONS);
    }

    /**
     * A value that lives in the activations' arena.
     *
     * @param op the op that makes it, by its name in a program
     * @param name the value's
     * @param type its shape and what stores it
     */
    public record Activation(String op, String name, TensorType type) {}

    /** What a run makes and lets go again, in the order of making. */
    public List<Activation> activations() {
        return layout.steps().stream()
                .flatMap(step -> step.outputs().stream()
                        .filter(node -> layout.storages().of(node).arena() == Arena.ACTIVATIONS)
                        .map(node -> new Activation(step.op().code().opName(), node.name(), node.type())))
                .toList();
    }

    /** Number of steps of a run. */
    public int steps() {
        return layout.steps().size();
    }

    /** How many steps of a run are second times of others, by {@link PlanOptions#recomputation()}. */
    public int repeatedSteps() {
        return layout.repeated().repetitions();
    }

    /** About what {@link #repeatedSteps()} cost, as a share of the forward pass. */
    public double repeatedWork() {
        return layout.repeated().work();
    }

    /** How often each fusion rule was applied. */
    public Map<String, Integer> fusions() {
        return new TreeMap<>(layout.fusions());
    }

    /** How many groups of steps are computed in slices of the batch. */
    public int slicedGroups() {
        return layout.slicedGroups();
    }

    /** Readable summary: steps, fusions, groups in slices, megabytes of each arena, megabytes saved by reuse, what is computed twice. */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "%d steps for %d ops; fused %s; %d groups in slices; activations peak at %.2f MB, reuse saves %.2f MB;"
                        + " inputs and outputs %.2f MB, variables %.2f MB, constants %.2f MB, prepared %.2f MB%s",
                steps(),
                layout.graphOps(),
                fusions(),
                slicedGroups(),
                megabytes(arenaBytes(Arena.ACTIVATIONS)),
                megabytes(savedBytes()),
                megabytes(arenaBytes(Arena.IO)),
                megabytes(arenaBytes(Arena.VARIABLES)),
                megabytes(arenaBytes(Arena.CONSTANTS)),
                megabytes(arenaBytes(Arena.PREPARED)),
                repetitions());
    }

    private String repetitions() {
        return repeatedSteps() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; %d steps are computed again for the gradients, %.0f %% of the forward pass",
                        repeatedSteps(),
                        100 * repeatedWork());
    }

    Graph graph() {
        return graph;
    }

    List<Node> outputs() {
        return outputs;
    }

    Layout layout() {
        return layout;
    }

    /** The storages of an arena. */
    List<Storage> storages(Arena arena) {
        return layout.in(arena);
    }

    private static double megabytes(long bytes) {
        return bytes / 1e6;
    }
}
