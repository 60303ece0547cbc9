package dev.facet.engine.internal;

import dev.facet.engine.DType;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.ops.Cast;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Mixed precision: activations and their gradients are stored as bf16, half the bytes, where the ops between them can
 * ({@link Bf16Slots}). Convolutions always do; what follows one and can goes on in bf16. Parameters, their gradients, optimizer
 * states, statistics, losses and everything else stay F32, with casts in between. What is computed is computed in F32: rounding
 * happens where a value is stored. Outputs of the plan are F32.
 */
final class Bf16Activations {
    /** A cast copy serves later readers within so many steps; those further on get one of their own rather than keep it alive. */
    private static final int NEAR = 8;

    private final Graph names = new Graph(); // where the new nodes are made
    private final Set<Node> outputs;
    private final List<Step> result = new ArrayList<>();
    /** The value as bf16, by the F32 value that it stands for. */
    private final Map<Node, Node> stored = new HashMap<>();
    /** Values that exist as bf16 only. */
    private final Set<Node> narrow = new HashSet<>();

    private record Copy(Node node, int place) {}

    private final Map<Node, Copy> copies = new HashMap<>();

    private Bf16Activations(Collection<Node> outputs) {
        this.outputs = outputs.stream().map(Aliases::root).collect(Collectors.toSet());
    }

    static List<Step> apply(List<Step> steps, Collection<Node> outputs) {
        Bf16Activations pass = new Bf16Activations(outputs);
        steps.forEach(pass::add);
        return List.copyOf(pass.result);
    }

    private void add(Step step) {
        if (step.isAlias()) {
            result.add(step);
            return;
        }
        Bf16Slots slots = Bf16Slots.of(step);
        boolean narrows = slots.any() && (slots.starts() || follows(step, slots));
        List<Node> inputs = new ArrayList<>();
        for (int i = 0; i < step.inputs().size(); i++) {
            Node input = step.inputs().get(i);
            inputs.add(narrows && slots.input(i) ? asBf16(input) : asFloat(input));
        }
        List<Node> results = new ArrayList<>(step.outputs());
        for (int i = 0; narrows && i < results.size(); i++) {
            if (slots.output(i)) {
                Node value = results.get(i);
                Node half = node(value, DType.BF16);
                results.set(i, half);
                stored.put(value, half);
                narrow.add(value);
            }
        }
        result.add(step.on(inputs, results));
        step.outputs().stream().filter(outputs::contains).forEach(this::widen);
    }

    private boolean follows(Step step, Bf16Slots slots) {
        for (int i = 0; i < step.inputs().size(); i++) {
            if (slots.input(i) && stored.containsKey(step.inputs().get(i))) {
                return true;
            }
        }
        return false;
    }

    private Node asBf16(Node value) {
        Node half = stored.get(value);
        if (half == null) {
            half = node(value, DType.BF16);
            result.add(new Step(new Cast(DType.BF16), List.of(asFloat(value)), List.of(half)));
            Node.Kind kind = Aliases.root(value).kind();
            boolean fixed = kind != Node.Kind.PARAMETER && kind != Node.Kind.STATE; // which an update may change
            if (fixed) {
                stored.put(value, half);
            }
        }
        return half;
    }

    private Node asFloat(Node value) {
        Node root = Aliases.root(value);
        if (!narrow.contains(root)) {
            return value;
        }
        if (root != value) { // a reshape, which names the bytes of the value itself
            widen(root);
            return value;
        }
        Copy copy = copies.get(value);
        if (copy == null || copy.place() < result.size() - NEAR) {
            copy = new Copy(node(value, DType.F32), result.size());
            result.add(new Step(new Cast(DType.F32), List.of(stored.get(value)), List.of(copy.node())));
            copies.put(value, copy);
        }
        return copy.node();
    }

    /** Makes the F32 value itself. */
    private void widen(Node value) {
        if (narrow.remove(value)) {
            result.add(new Step(new Cast(DType.F32), List.of(stored.get(value)), List.of(value)));
        }
    }

    private Node node(Node value, DType type) {
        return names.input(
                value.name() + "." + type + "." + result.size(),
                type,
                value.shape().toArray());
    }
}
