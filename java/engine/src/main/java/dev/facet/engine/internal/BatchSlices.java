package dev.facet.engine.internal;

import dev.facet.engine.DType;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.engine.ops.BatchNormInfer;
import dev.facet.engine.ops.BatchNormStatistics;
import dev.facet.engine.ops.Reduce;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Computes what stands between two batch normalisations a few images after the others, so that one step finds in the cache what the
 * step before it wrote. Batch normalisation, which needs the whole batch, is taken apart ({@link BatchNormParts}): a group is the
 * normalisation of one layer, what reads it, and the sums of the next layer's, forward as backward. What only its group reads never
 * exists for the whole batch; a normalised map that the gradient reads again is computed again from the map that the gradient
 * reads anyway. Every other group begins with the last images: theirs is what the group before left in the cache. Sums over parts
 * are added in their order, so that the bits depend on the shapes alone.
 */
final class BatchSlices {
    private final Set<Node> outputs;
    private final Graph names; // where the slices' nodes are made
    private final List<BatchGroup> groups = new ArrayList<>();
    private final Map<Node, BatchPart> producers = new HashMap<>();
    private final Map<Node, Set<BatchGroup>> readers = new HashMap<>();
    private final Map<Step, List<BatchPart>> taken = new LinkedHashMap<>();
    private final Map<Node, Node> rows = new HashMap<>();
    private final Map<Node, RowView> views = new LinkedHashMap<>();
    private int made;
    private boolean lastFirst; // the slices of the group that is emitted next

    /** The steps, which of their values are parts of others, and how many groups were cut. */
    record Result(List<Step> steps, Map<Node, RowView> views, int groups) {}

    private BatchSlices(List<Step> steps, Set<Node> outputs) {
        this.outputs = outputs;
        this.names = new Graph(floatType(steps));
        steps.forEach(this::take);
    }

    /**
     * Cuts groups so that what a slice reads and writes has about {@code sliceBytes} bytes, or a single image where that has more.
     *
     * @param sliceBytes 0: nothing is cut
     */
    static Result apply(List<Step> steps, Set<Node> outputs, long sliceBytes) {
        if (sliceBytes == 0 || steps.isEmpty()) {
            return new Result(steps, Map.of(), 0);
        }
        BatchSlices slices = new BatchSlices(steps, outputs);
        slices.groups.forEach(group -> group.cut(sliceBytes));
        slices.taken.values().forEach(slices::joinUncut);
        slices.groups.forEach(
                group -> group.parts.forEach(part -> part.step.inputs().forEach(slices.reader(group))));
        slices.groups.forEach(slices::normaliseAgain);
        List<Step> result = new ArrayList<>();
        slices.groups.forEach(group -> slices.emit(group, result));
        int cut = (int) slices.groups.stream().filter(BatchGroup::isCut).count();
        return new Result(result, slices.views, cut);
    }

    private static DType floatType(List<Step> steps) {
        return steps.stream()
                .flatMap(step -> step.outputs().stream())
                .map(Node::dtype)
                .filter(DType::isFloat)
                .findFirst()
                .orElse(DType.F32);
    }

    private void take(Step step) {
        List<Step> parts = BatchNormParts.of(step, names);
        if (parts == null) {
            append(new BatchPart(step, null));
            return;
        }
        List<BatchPart> together = new ArrayList<>();
        for (Step each : parts) {
            BatchPart part = new BatchPart(each, step);
            together.add(part);
            append(part);
        }
        taken.put(step, together);
    }

    private void append(BatchPart part) {
        if (groups.isEmpty() || !groups.get(groups.size() - 1).takes(part)) {
            groups.add(new BatchGroup());
        }
        groups.get(groups.size() - 1).add(part);
        part.step.outputs().forEach(node -> producers.put(node, part));
    }

    /** Undoes what took a step apart none of whose parts is cut. */
    private void joinUncut(List<BatchPart> parts) {
        if (parts.stream().anyMatch(part -> part.group.isCut())) {
            return;
        }
        BatchPart last = parts.get(parts.size() - 1);
        last.step = last.whole;
        for (BatchPart part : parts.subList(0, parts.size() - 1)) {
            part.group.parts.remove(part);
        }
    }

    private Consumer<Node> reader(BatchGroup group) {
        return node ->
                readers.computeIfAbsent(node, key -> new LinkedHashSet<>()).add(group);
    }

    /** Lets later groups that read a normalised map of this one compute it from what it was made of, if all of them can. */
    private void normaliseAgain(BatchGroup group) {
        if (!group.isCut()) {
            return;
        }
        for (BatchPart part : List.copyOf(group.parts)) {
            if (part.whole == null || !(part.step.op() instanceof BatchNormInfer)) {
                continue;
            }
            Node y = part.step.output();
            Node x = part.step.inputs().get(0);
            List<BatchGroup> others = readers.getOrDefault(y, Set.of()).stream()
                    .filter(other -> other != group)
                    .toList();
            if (!outputs.contains(y) && others.stream().allMatch(other -> other.isCut() && other.readsImages(x))) {
                others.forEach(other -> normaliseIn(other, part.step));
                readers.get(y).removeAll(others);
            }
        }
    }

    private void normaliseIn(BatchGroup group, Step norm) {
        Node y = norm.output();
        Node again = node(y.name() + ".again", y.shape());
        int first = -1;
        for (int i = 0; i < group.parts.size(); i++) {
            BatchPart part = group.parts.get(i);
            if (part.step.inputs().contains(y)) {
                first = first < 0 ? i : first;
                List<Node> inputs = part.step.inputs().stream()
                        .map(node -> node == y ? again : node)
                        .toList();
                part.step = part.step.on(inputs, part.step.outputs());
            }
        }
        BatchPart part = new BatchPart(new Step(norm.op(), norm.inputs(), List.of(again)), null);
        part.group = group;
        group.parts.add(first, part);
        producers.put(again, part);
        part.step.inputs().forEach(reader(group));
        reader(group).accept(again);
    }

    private void emit(BatchGroup group, List<Step> result) {
        if (!group.isCut()) {
            group.parts.forEach(part -> result.add(uncut(part)));
            return;
        }
        List<BatchPart> sums =
                group.parts.stream().filter(part -> part.roles.sums()).toList();
        long slices = group.slices();
        sums.forEach(part -> addRows(part.step, part.isMoments() ? group.pieces() : slices));
        for (long i = 0; i < slices; i++) {
            BatchGroup.Slice slice = group.slice(lastFirst ? slices - 1 - i : i);
            Map<Node, Node> images = new HashMap<>();
            for (BatchPart part : group.parts) {
                if (part.isMoments()) {
                    addMoments(part, slice, group.common(), images, result);
                } else {
                    result.add(cut(part, slice, images));
                }
            }
        }
        lastFirst = !lastFirst;
        for (BatchPart part : sums) {
            if (!part.isMoments()) {
                part.step.outputs().forEach(sum -> result.add(total(sum)));
            }
        }
    }

    /** A step on whole batches. The statistics of batch norm come from rows of moments, be it one. */
    private Step uncut(BatchPart part) {
        Step step = part.step;
        if (part.isMoments()) {
            addRows(step, 1);
            return new Step(step.op(), step.inputs(), rowsAt(step, 0));
        }
        if (step.op() instanceof BatchNormStatistics op) {
            List<Node> inputs = new ArrayList<>(step.inputs());
            inputs.replaceAll(node -> rows.getOrDefault(node, node));
            long moments = inputs.get(0).shape().dim(0);
            return new Step(
                    new BatchNormStatistics(op.epsilon(), op.momentum(), op.rows() / moments), inputs, step.outputs());
        }
        return step;
    }

    private Step cut(BatchPart part, BatchGroup.Slice slice, Map<Node, Node> images) {
        Step step = part.step;
        List<Node> inputs = new ArrayList<>(step.inputs());
        for (int i : part.roles.images()) {
            inputs.set(i, images.computeIfAbsent(inputs.get(i), node -> images(node, slice)));
        }
        List<Node> results = part.roles.sums()
                ? rowsAt(step, slice.number())
                : step.outputs().stream()
                        .map(node -> images.computeIfAbsent(node, whole -> images(whole, slice)))
                        .toList();
        return new Step(BatchRoles.cut(step.op(), slice.count()), inputs, results);
    }

    /** The moments of a slice, of {@code common} images each: the statistics weigh all moments alike. */
    private void addMoments(
            BatchPart part, BatchGroup.Slice slice, long common, Map<Node, Node> images, List<Step> result) {
        Node x = images.computeIfAbsent(part.step.inputs().get(0), node -> images(node, slice));
        RowView place = views.getOrDefault(x, new RowView(x, 0));
        Shape shape = BatchRoles.cut(x.shape(), common);
        long bytes = x.type().bytes() / slice.count() * common;
        for (long i = 0; i < slice.count() / common; i++) {
            Node some = view(place.base(), shape, place.offsetBytes() + i * bytes);
            result.add(new Step(part.step.op(), List.of(some), rowsAt(part.step, slice.first() / common + i)));
        }
    }

    /** A slice of a batch: of its own where only the group that makes it reads it, else a part of the whole. */
    private Node images(Node whole, BatchGroup.Slice slice) {
        Shape shape = BatchRoles.cut(whole.shape(), slice.count());
        BatchPart producer = producers.get(whole);
        boolean own = producer != null
                && !outputs.contains(whole)
                && Set.of(producer.group).containsAll(readers.getOrDefault(whole, Set.of()));
        return own
                ? node(whole.name(), shape)
                : view(whole, shape, whole.type().bytes() / whole.shape().dim(0) * slice.first());
    }

    /** Makes room for the results of so many parts: rows that begin at whole alignments. */
    private void addRows(Step step, long parts) {
        for (Node sum : step.outputs()) {
            long width =
                    Storage.aligned(sum.type().bytes()) / sum.type().dtype().bytes();
            rows.put(sum, node(sum.name() + ".slices", Shape.of(parts, width)));
        }
    }

    private List<Node> rowsAt(Step step, long row) {
        return step.outputs().stream()
                .map(sum -> view(
                        rows.get(sum), sum.shape(), Storage.aligned(sum.type().bytes()) * row))
                .toList();
    }

    /** The sum of the rows. What stands behind the values of a row goes behind those of the sum: its storage has the same length. */
    private Step total(Node sum) {
        Node parts = rows.get(sum);
        Node total = view(sum, Shape.of(1, parts.shape().dim(1)), 0);
        return new Step(new Reduce(Reduce.Kind.SUM, 1), List.of(parts), List.of(total));
    }

    private Node node(String name, Shape shape) {
        return names.input(name + "." + made++, shape.toArray());
    }

    private Node view(Node base, Shape shape, long offsetBytes) {
        Node view = node(base.name(), shape);
        views.put(view, new RowView(base, offsetBytes));
        return view;
    }
}
