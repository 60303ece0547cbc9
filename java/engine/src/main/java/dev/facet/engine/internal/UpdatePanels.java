package dev.facet.engine.internal;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.engine.ops.MatMul;
import dev.facet.engine.ops.Sgd;
import dev.facet.engine.ops.Slice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Never makes the whole gradient of a large matrix: a product that only an optimizer step reads is computed panel by panel of rows,
 * and each panel updates its rows of the parameter while it is in the cache. Every value is computed as before. Of VGG16's step this
 * saves the 411 MB of fc6, which would be there together with all activations.
 */
final class UpdatePanels {
    /** Gradients below this many bytes stay whole. */
    private static final long LARGE_BYTES = 32L << 20;
    /** About so many bytes has a panel. */
    private static final long PANEL_BYTES = 16L << 20;
    /** Rows of a panel are a multiple of this, so that panels begin at whole storage alignments. */
    private static final long ROW_UNIT = Storage.ALIGNMENT / Float.BYTES;

    private static final int PARAMETER = 0;
    private static final int GRADIENT = 1;
    private static final int VELOCITY = 2;

    private final Map<Node, Step> producers = new HashMap<>();
    private final Map<Node, Integer> readers = new HashMap<>();
    private final Set<Node> outputs;
    private final Map<Node, RowView> views = new LinkedHashMap<>();

    /** The steps after the split, and which of their values are rows of other values. */
    record Split(List<Step> steps, Map<Node, RowView> views) {}

    private UpdatePanels(List<Step> steps, Collection<Node> outputs) {
        this.outputs = new HashSet<>(outputs);
        for (Step step : steps) {
            step.outputs().forEach(node -> producers.put(node, step));
            step.inputs().forEach(node -> readers.merge(node, 1, Integer::sum));
        }
    }

    /** Splits where it pays. */
    static Split apply(List<Step> steps, Collection<Node> outputs) {
        UpdatePanels panels = new UpdatePanels(steps, outputs);
        Set<Step> replaced = new HashSet<>();
        List<Step> result = new ArrayList<>();
        for (Step step : steps) {
            Step product = panels.product(step);
            if (product == null) {
                result.add(step);
            } else {
                replaced.add(product);
                result.addAll(panels.split(product, step));
            }
        }
        result.removeAll(replaced);
        return new Split(result, panels.views);
    }

    /** The product that an update takes and that may be split, or null. */
    private Step product(Step update) {
        if (!(update.op() instanceof Sgd)) {
            return null;
        }
        Node gradient = update.inputs().get(GRADIENT);
        Step product = producers.get(gradient);
        boolean splits = product != null
                && product.op() instanceof MatMul matMul
                && !matMul.relu()
                && product.inputs().size() == 2
                && product.inputs().stream().noneMatch(UpdatePanels::isVariable)
                && gradient.type().bytes() >= LARGE_BYTES
                && readers.get(gradient) == 1
                && !outputs.contains(gradient)
                && update.outputs().stream().noneMatch(node -> readers.containsKey(node) || outputs.contains(node));
        return splits ? product : null;
    }

    /** A variable could be updated between the product's place and the update's. */
    private static boolean isVariable(Node node) {
        Node.Kind kind = Aliases.root(node).kind();
        return kind == Node.Kind.PARAMETER || kind == Node.Kind.STATE;
    }

    private List<Step> split(Step product, Step update) {
        Shape whole = update.inputs().get(PARAMETER).shape();
        long rowBytes = update.inputs().get(PARAMETER).type().bytes() / whole.dim(0);
        long rows = Math.max(1, PANEL_BYTES / rowBytes / ROW_UNIT) * ROW_UNIT;
        Graph names = new Graph(update.inputs().get(PARAMETER).dtype()); // where the panels' nodes are made
        List<Step> steps = new ArrayList<>();
        for (long first = 0; first < whole.dim(0); first += rows) {
            long count = Math.min(rows, whole.dim(0) - first);
            Step factor = slice(product, first, count, names);
            Node gradient = names.input("gradient." + first, count, whole.dim(1));
            steps.add(factor);
            steps.add(new Step(
                    product.op(), List.of(factor.output(), product.inputs().get(1)), List.of(gradient)));
            List<Node> inputs = new ArrayList<>(update.inputs());
            inputs.set(PARAMETER, rows(update.inputs().get(PARAMETER), first, count, names, "parameter."));
            inputs.set(GRADIENT, gradient);
            inputs.set(VELOCITY, rows(update.inputs().get(VELOCITY), first, count, names, "velocity."));
            List<Node> results = List.of(
                    rows(update.inputs().get(PARAMETER), first, count, names, "new parameter."),
                    rows(update.inputs().get(VELOCITY), first, count, names, "new velocity."));
            steps.add(new Step(update.op(), inputs, results));
        }
        return steps;
    }

    /** The part of the product's first factor that gives these rows. */
    private static Step slice(Step product, long first, long count, Graph names) {
        Node factor = product.inputs().get(0);
        boolean transposed = ((MatMul) product.op()).transA();
        Shape size = transposed
                ? Shape.of(factor.shape().dim(0), count)
                : Shape.of(count, factor.shape().dim(1));
        List<Long> starts = transposed ? List.of(0L, first) : List.of(first, 0L);
        Node part = names.input("factor." + first, factor.dtype(), size.toArray());
        return new Step(new Slice(starts, size), List.of(factor), List.of(part));
    }

    private Node rows(Node base, long first, long count, Graph names, String name) {
        Node view = names.input(name + first, count, base.shape().dim(1));
        views.put(
                view,
                new RowView(base, first * (base.type().bytes() / base.shape().dim(0))));
        return view;
    }
}
