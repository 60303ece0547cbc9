package dev.facet.engine.internal;

import dev.facet.engine.Application;
import dev.facet.engine.Node;
import dev.facet.engine.ops.BatchNormTrain;
import dev.facet.engine.ops.EcLoss;
import dev.facet.engine.ops.EcLossWithGrad;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The steps of a schedule up to the last one of the forward pass, and which of their values gradients read afterwards. Values are
 * meant by their root: one that is only reshaped is the same value.
 */
final class ForwardPass {
    private final List<Step> steps;
    private final int size;
    private final Map<Node, Integer> computedAt = new HashMap<>();
    private final Map<Node, Integer> lastRead = new HashMap<>();
    private final Set<Node> readByGradients = new HashSet<>();
    private final Set<Node> repeatable = new HashSet<>();
    private final long[] crossing;

    /**
     * @param steps the whole schedule, fused, updates not yet moved
     * @param forward the graph's applications before gradients
     * @param outputs of the plan: they are there anyway
     */
    ForwardPass(List<Step> steps, List<Application> forward, Collection<Node> outputs) {
        this.steps = List.copyOf(steps);
        Set<Node> computed = forward.stream()
                .flatMap(application -> application.outputs().stream())
                .collect(Collectors.toSet());
        int end = 0;
        for (int i = 0; i < steps.size(); i++) {
            end = steps.get(i).outputs().stream().anyMatch(computed::contains) ? i + 1 : end;
        }
        this.size = end;
        Set<Node> pinned = outputs.stream().map(Aliases::root).collect(Collectors.toSet());
        Set<Node> unstable = unstable();
        Set<Node> varying = varying();
        for (int i = 0; i < steps.size(); i++) {
            read(steps.get(i), i);
            if (i < size) {
                boolean repeats = repeats(steps.get(i), unstable);
                for (Node output : steps.get(i).outputs()) {
                    computedAt.put(output, i);
                    boolean map = output.shape().rank() > 1 && varying.contains(output);
                    if (repeats && map && computed.contains(output) && !pinned.contains(output)) {
                        repeatable.add(output);
                    }
                }
            }
        }
        this.crossing = crossing();
    }

    private void read(Step step, int index) {
        for (Node input : step.inputs()) {
            if (index < size) {
                lastRead.put(Aliases.root(input), index);
            } else {
                readByGradients.add(Aliases.root(input));
            }
        }
    }

    /** What depends on inputs; the rest may be prepared, and is computed once for many runs then. */
    private Set<Node> varying() {
        Set<Node> varying = new HashSet<>();
        for (Step step : steps) {
            if (step.inputs().stream().anyMatch(node -> node.kind() == Node.Kind.INPUT || varying.contains(node))) {
                varying.addAll(step.outputs());
            }
        }
        return varying;
    }

    private long[] crossing() {
        long[] bytes = new long[size];
        computedAt.forEach((node, index) -> {
            if (Aliases.root(node) == node) {
                for (int i = index; i < lastRead(node); i++) {
                    bytes[i] += node.type().bytes();
                }
            }
        });
        return bytes;
    }

    /** The whole schedule. */
    List<Step> steps() {
        return steps;
    }

    /** Number of the schedule's steps, from the first, that are the forward pass. */
    int size() {
        return size;
    }

    /** The step of the forward pass that computes a value. */
    int computed(Node node) {
        return computedAt.get(node);
    }

    /** The last step of the forward pass that reads a value of it; where it is computed if none does. */
    int lastRead(Node root) {
        return lastRead.getOrDefault(root, computedAt.get(root));
    }

    /** Whether a value may be computed again: vectors (statistics, losses) stay, for they are small. */
    boolean mayRepeat(Node root) {
        return repeatable.contains(root);
    }

    /** Bytes that step {@code index} leaves behind for gradients and that may be computed again. */
    long kept(int index) {
        return steps.get(index).outputs().stream()
                .filter(node -> readByGradients.contains(node) && mayRepeat(node))
                .mapToLong(node -> node.type().bytes())
                .sum();
    }

    /** Bytes of the values that steps up to {@code index} compute and later ones of the forward pass read. */
    long crossing(int index) {
        return crossing[index];
    }

    /** Variables that are not the same throughout a run: what steps update that cannot be moved to the variable's last reader. */
    private Set<Node> unstable() {
        Set<Node> read = steps.stream().flatMap(step -> step.inputs().stream()).collect(Collectors.toSet());
        Set<Node> unstable = new HashSet<>();
        for (Step step : steps) {
            boolean waits = step.isPureUpdate() && step.outputs().stream().noneMatch(read::contains);
            for (int i = 0; i < step.outputs().size(); i++) {
                if (step.updates(i) >= 0 && !waits) {
                    unstable.add(Aliases.root(step.inputs().get(step.updates(i))));
                }
            }
        }
        return unstable;
    }

    /** Whether a step gives the same bits again later in the run. ECLoss would, but costs more than its small results. */
    private static boolean repeats(Step step, Set<Node> unstable) {
        if (step.op() instanceof EcLoss || step.op() instanceof EcLossWithGrad) {
            return false;
        }
        // What batch norm normalises does not depend on the running statistics, which it updates.
        boolean norm = step.op() instanceof BatchNormTrain;
        Set<Node> own = new HashSet<>();
        for (int i = 0; i < step.outputs().size(); i++) {
            if (step.updates(i) >= 0) {
                own.add(step.inputs().get(step.updates(i)));
            }
        }
        return (norm || own.isEmpty())
                && step.inputs().stream()
                        .filter(input -> !own.contains(input))
                        .noneMatch(input -> unstable.contains(Aliases.root(input)));
    }
}
