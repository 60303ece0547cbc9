package dev.facet.engine.internal;

import dev.facet.engine.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Steps in order of execution, with who computes and who reads each value; passes rewrite it. */
final class Schedule {
    private final List<Step> steps;
    private final Set<Node> outputs;
    private final boolean fixedVariables;
    private final Map<Node, Step> producers = new HashMap<>();
    private final Map<Node, List<Step>> readers = new HashMap<>();

    /** @param fixedVariables whether a run leaves all variables as they are */
    Schedule(List<Step> steps, Collection<Node> outputs, boolean fixedVariables) {
        this.steps = new ArrayList<>(steps);
        this.outputs = new HashSet<>(outputs);
        this.fixedVariables = fixedVariables;
        steps.forEach(this::index);
    }

    /** A copy of the steps in their present order. */
    List<Step> steps() {
        return List.copyOf(steps);
    }

    /** The step that computes a value, or null for a leaf. */
    Step producer(Node node) {
        return producers.get(node);
    }

    /** The steps that read a value, a step once for each position. */
    List<Step> readers(Node node) {
        return readers.getOrDefault(node, List.of());
    }

    /** True if only one step reads the value, once, so that fusion may make it disappear. */
    boolean isPrivate(Node node) {
        return readers(node).size() == 1 && !outputs.contains(node);
    }

    /** True for a variable or constant that has the same value in every run until it is set from outside. */
    boolean isFixed(Node node) {
        return switch (node.kind()) {
            case CONSTANT -> true;
            case PARAMETER, STATE -> fixedVariables;
            case INPUT, RESULT -> false;
        };
    }

    /** Puts steps before all others. */
    void prepend(List<Step> first) {
        steps.addAll(0, first);
        first.forEach(this::index);
    }

    /** Replaces {@code old} by {@code fused} at its place and removes {@code absorbed}. */
    void fuse(Step old, Step absorbed, Step fused) {
        steps.set(steps.indexOf(old), fused);
        steps.remove(absorbed);
        unindex(old);
        unindex(absorbed);
        index(fused);
    }

    /** Replaces {@code old} by another step that computes the same values. */
    void replace(Step old, Step other) {
        steps.set(steps.indexOf(old), other);
        unindex(old);
        index(other);
    }

    /** The steps that a value needs, in order of execution. */
    List<Step> ancestors(Node node) {
        Set<Step> found = new HashSet<>();
        Deque<Node> open = new ArrayDeque<>(List.of(node));
        while (!open.isEmpty()) {
            Step step = producer(open.pop());
            if (step != null && found.add(step)) {
                open.addAll(step.inputs());
            }
        }
        return steps.stream().filter(found::contains).toList();
    }

    /** True if {@code first} is executed before {@code second}. */
    boolean isBefore(Step first, Step second) {
        return steps.indexOf(first) < steps.indexOf(second);
    }

    /** Moves steps, which keep their order, to right before another. */
    void moveBefore(List<Step> moved, Step next) {
        steps.removeAll(moved);
        steps.addAll(steps.indexOf(next), moved);
    }

    private void index(Step step) {
        step.outputs().forEach(node -> producers.put(node, step));
        step.inputs()
                .forEach(node ->
                        readers.computeIfAbsent(node, key -> new ArrayList<>()).add(step));
    }

    private void unindex(Step step) {
        step.outputs().forEach(producers::remove);
        step.inputs().forEach(node -> readers.get(node).remove(step));
    }
}
