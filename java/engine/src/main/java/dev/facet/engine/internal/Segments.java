package dev.facet.engine.internal;

import dev.facet.engine.DType;
import dev.facet.engine.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The forward pass cut into segments that keep about the same number of bytes. Values that go from one segment into a later one stay;
 * what gradients read of the inside of a segment is computed again, right before the first of them needs it.
 */
final class Segments {
    private final ForwardPass pass;
    private final boolean keepProducts;
    private final int[] segmentOf;

    /**
     * @param bytes that a segment keeps for gradients, about
     * @param keepProducts whether results of convolutions and matrix products stay, so that only cheap steps are repeated
     */
    Segments(ForwardPass pass, long bytes, boolean keepProducts) {
        this.pass = pass;
        this.keepProducts = keepProducts;
        this.segmentOf = new int[pass.size()];
        int segment = 0;
        for (int first = 0; first < pass.size(); segment++) {
            int last = last(first, bytes);
            Arrays.fill(segmentOf, first, last + 1, segment);
            first = last + 1;
        }
    }

    int count() {
        return segmentOf.length == 0 ? 0 : segmentOf[segmentOf.length - 1] + 1;
    }

    /**
     * The schedule in which the inside of the first {@code repeated} segments is computed again. The last segment need never be: its
     * values are read right away.
     */
    Repeated repeat(DType floatType, int repeated) {
        Map<Integer, Set<Node>> read = new LinkedHashMap<>();
        Map<Integer, Integer> firstReader = new HashMap<>();
        for (int i = pass.size(); i < pass.steps().size(); i++) {
            for (Node input : pass.steps().get(i).inputs()) {
                int segment = inside(input, repeated);
                if (segment >= 0) {
                    read.computeIfAbsent(segment, key -> new LinkedHashSet<>()).add(input);
                    firstReader.putIfAbsent(segment, i);
                }
            }
        }
        Repetition repetition = new Repetition(floatType, node -> inside(node, repeated) >= 0);
        Map<Integer, List<Step>> before = new HashMap<>();
        List<Step> copies = new ArrayList<>();
        read.forEach((segment, nodes) -> {
            List<Step> copied = needed(nodes, repeated).stream()
                    .map(index -> repetition.of(pass.steps().get(index)))
                    .toList();
            before.computeIfAbsent(firstReader.get(segment), key -> new ArrayList<>())
                    .addAll(copied);
            copies.addAll(copied);
        });
        List<Step> steps = new ArrayList<>(pass.steps().subList(0, pass.size()));
        for (int i = pass.size(); i < pass.steps().size(); i++) {
            steps.addAll(before.getOrDefault(i, List.of()));
            steps.add(repetition.reading(pass.steps().get(i)));
        }
        long forward = Work.of(pass.steps().subList(0, pass.size()));
        return new Repeated(steps, copies.size(), (double) Work.of(copies) / Math.max(1, forward));
    }

    /** Where a segment that begins at {@code first} ends: in the second half of its size, where fewest bytes cross. */
    private int last(int first, long bytes) {
        long kept = 0;
        long fewest = Long.MAX_VALUE;
        int best = -1;
        for (int i = first; i < pass.size(); i++) {
            kept += pass.kept(i);
            if (kept > bytes && best >= 0) {
                return best;
            }
            if (kept >= bytes / 2 && pass.crossing(i) <= fewest) {
                fewest = pass.crossing(i);
                best = i;
            }
        }
        return pass.size() - 1;
    }

    /** Which of the first {@code repeated} segments a value is the inside of, and so computed again; -1 if it is kept. */
    private int inside(Node node, int repeated) {
        Node root = Aliases.root(node);
        if (!pass.mayRepeat(root)) {
            return -1;
        }
        int computed = pass.computed(root);
        int segment = segmentOf[computed];
        boolean stays = segment >= repeated
                || segmentOf[pass.lastRead(root)] != segment
                || keepProducts && Work.isProduct(pass.steps().get(computed));
        return stays ? -1 : segment;
    }

    /** The steps that values need, back to what is kept; in order. */
    private Set<Integer> needed(Set<Node> nodes, int repeated) {
        TreeSet<Integer> found = new TreeSet<>();
        Deque<Node> open = new ArrayDeque<>(nodes);
        while (!open.isEmpty()) {
            int index = pass.computed(open.pop());
            if (found.add(index)) {
                pass.steps().get(index).inputs().stream()
                        .filter(input -> inside(input, repeated) >= 0)
                        .forEach(open::push);
            }
        }
        return found;
    }
}
