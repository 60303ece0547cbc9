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
 * ({@link Bf16Slots}). Convolutions always do; what follows one and can goes on in bf16. A reshaped one stays what it is. Parameters, their gradients, optimizer
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

    private record Reader(Step step, int input) {}

    /** By the value itself, whatever shape and for which time they read it: both times of a step must store alike. */
    private final Map<Node, List<Reader>> readers = new HashMap<>();

    private final Map<Node, Node> firstTimes = new HashMap<>();
    private final Map<Step, Boolean> narrowed = new HashMap<>();

    private Bf16Activations(List<Step> steps, Collection<Node> outputs) {
        this.outputs = outputs.stream().map(Aliases::root).collect(Collectors.toSet());
        for (Step step : steps) {
            for (int i = 0; i < step.inputs().size() && !step.isAlias(); i++) {
                Node value = firstTime(step.inputs().get(i));
                readers.computeIfAbsent(value, node -> new ArrayList<>()).add(new Reader(step, i));
            }
            for (int i = 0; i < step.outputs().size() && step.repeats(); i++) {
                firstTimes.put(step.outputs().get(i), step.first().outputs().get(i));
            }
        }
    }

    static List<Step> apply(List<Step> steps, Collection<Node> outputs) {
        Bf16Activations pass = new Bf16Activations(steps, outputs);
        steps.forEach(pass::add);
        return List.copyOf(pass.result);
    }

    private void add(Step step) {
        if (step.isAlias()) {
            reshape(step);
            return;
        }
        Bf16Slots slots = Bf16Slots.of(step);
        boolean fits = slots.starts() == Bf16Slots.Start.FITS_READERS;
        boolean narrows = narrowed.computeIfAbsent(
                step.first(),
                first -> slots.any()
                        && (slots.starts() == Bf16Slots.Start.ALWAYS
                                || follows(step, slots, -1)
                                || fits && isWanted(step.output())));
        List<Node> inputs = new ArrayList<>();
        for (int i = 0; i < step.inputs().size(); i++) {
            Node input = step.inputs().get(i);
            inputs.add(narrows && slots.input(i) ? asBf16(input) : asFloat(input));
        }
        List<Node> results = new ArrayList<>(step.outputs());
        for (int i = 0; narrows && i < results.size(); i++) {
            if (slots.output(i) && (!fits || isTaken(results.get(i)))) {
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

    private void reshape(Step step) {
        Node input = step.inputs().get(0);
        Node half = stored.get(input);
        if (!narrow.contains(Aliases.root(input))) {
            result.add(step);
        }
        if (half != null) {
            Node view = names.reshape(half, step.output().shape().toArray());
            if (view != half) {
                result.add(step.on(List.of(half), List.of(view)));
            }
            stored.put(step.output(), view);
        }
    }

    /** Whether an input other than number {@code but} is bf16 already, where the step takes it. */
    private boolean follows(Step step, Bf16Slots slots, int but) {
        for (int i = 0; i < step.inputs().size(); i++) {
            if (i != but && slots.input(i) && stored.containsKey(step.inputs().get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a step reads the value that can take it as bf16. */
    private boolean isTaken(Node value) {
        return readersOf(value).stream()
                .anyMatch(reader -> Bf16Slots.of(reader.step()).input(reader.input()));
    }

    /** Whether one will, as far as can be said before that step's turn. */
    private boolean isWanted(Node value) {
        return readersOf(value).stream().anyMatch(reader -> {
            Bf16Slots slots = Bf16Slots.of(reader.step());
            boolean stores = slots.starts() == Bf16Slots.Start.ALWAYS || follows(reader.step(), slots, reader.input());
            return slots.input(reader.input()) && stores;
        });
    }

    private List<Reader> readersOf(Node value) {
        return readers.getOrDefault(firstTime(value), List.of());
    }

    private Node firstTime(Node value) {
        Node root = Aliases.root(value);
        return firstTimes.getOrDefault(root, root);
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
        if (!narrow.contains(Aliases.root(value))) {
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
