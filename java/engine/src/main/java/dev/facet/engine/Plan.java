package dev.facet.engine;

import java.util.Collection;

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
        CONSTANTS
    }

    private Plan() {}

    /** The plan that computes {@code outputs} and runs the graph's updates. */
    public static Plan of(Graph graph, Collection<Node> outputs) {
        return of(graph, outputs, PlanOptions.defaults());
    }

    /** The plan that computes {@code outputs} under the given options. */
    public static Plan of(Graph graph, Collection<Node> outputs, PlanOptions options) {
        throw new UnsupportedOperationException("The planner is not in yet");
    }

    /** Bytes of an arena. */
    public long arenaBytes(Arena arena) {
        throw new UnsupportedOperationException("The planner is not in yet");
    }

    /** Readable summary: steps, fusions, megabytes of each arena, megabytes saved by reuse. */
    public String describe() {
        throw new UnsupportedOperationException("The planner is not in yet");
    }
}
