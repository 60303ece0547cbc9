package dev.facet.engine.internal;

import dev.facet.engine.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Steps that may be computed for some images after the others; or one that may not. */
final class BatchGroup {
    final List<BatchPart> parts = new ArrayList<>();
    private final Set<Node> sums = new HashSet<>();
    private long batch;
    private long count; // images of a slice, fewer in the last one where they do not divide the batch; 0: not cut

    /** Some images of a batch. */
    record Slice(long number, long first, long count) {}

    boolean takes(BatchPart part) {
        return parts.isEmpty()
                || batch > 0
                        && part.roles != null
                        && part.roles.batch(part.step) == batch
                        && part.step.inputs().stream().noneMatch(sums::contains);
    }

    void add(BatchPart part) {
        parts.add(part);
        part.group = this;
        if (part.roles != null) {
            batch = part.roles.batch(part.step);
            if (part.roles.sums()) {
                sums.addAll(part.step.outputs());
            }
        }
    }

    boolean readsImages(Node node) {
        return parts.stream().anyMatch(part -> part.images().contains(node));
    }

    /**
     * Cuts the batch into slices whose values have about so many bytes, if it is a batch of whole alignments of images and a part of a
     * step that was taken apart is among others.
     */
    void cut(long sliceBytes) {
        if (parts.size() < 2 || parts.stream().allMatch(part -> part.whole == null)) {
            return;
        }
        Set<Node> images = new LinkedHashSet<>();
        parts.forEach(part -> images.addAll(part.images()));
        long alignment = 1;
        long bytes = 0;
        for (Node node : images) {
            long image = node.type().bytes() / batch;
            alignment = Math.max(alignment, Storage.ALIGNMENT / Long.lowestOneBit(image | Storage.ALIGNMENT));
            bytes += image;
        }
        if (batch % alignment == 0) {
            long fitting = Math.min(batch, sliceBytes / bytes);
            long most = alignment * unitsOfASlice(batch / alignment, Math.max(1, fitting / alignment));
            count = most < batch ? most : 0;
        }
    }

    /**
     * As few slices as fit. They have one size where that makes at most half as many slices again, as for most batches of a power of two;
     * else the last one is smaller: a prime batch would be cut into single images, each of which reads the weights again.
     */
    private static long unitsOfASlice(long units, long fitting) {
        long fewest = (units + fitting - 1) / fitting;
        for (long slices = fewest; 2 * slices <= 3 * fewest; slices++) {
            if (units % slices == 0) {
                return units / slices;
            }
        }
        return (units + fewest - 1) / fewest;
    }

    boolean isCut() {
        return count > 0;
    }

    long slices() {
        return (batch + count - 1) / count;
    }

    Slice slice(long number) {
        long first = number * count;
        return new Slice(number, first, Math.min(count, batch - first));
    }

    /** The most images of which every slice has a whole number. */
    long common() {
        long divisor = batch;
        long rest = count;
        while (rest > 0) {
            long next = divisor % rest;
            divisor = rest;
            rest = next;
        }
        return divisor;
    }

    /** How often a slice of {@link #common} images goes into the batch. */
    long pieces() {
        return batch / common();
    }
}
