package dev.facet.engine.internal;

import dev.facet.engine.Node;
import dev.facet.engine.ops.BatchNormMoments;
import java.util.ArrayList;
import java.util.List;

/** A step of a {@link BatchGroup}, or a part of one that was taken apart. */
final class BatchPart {
    Step step;
    final Step whole; // what it was taken from, or null
    final BatchRoles roles; // null where images depend on each other
    BatchGroup group;

    BatchPart(Step step, Step whole) {
        this.step = step;
        this.whole = whole;
        this.roles = BatchRoles.of(step);
    }

    /** What it reads and writes an image after the other. */
    List<Node> images() {
        List<Node> nodes = new ArrayList<>();
        roles.images().stream().sorted().forEach(i -> nodes.add(step.inputs().get(i)));
        if (!roles.sums()) {
            nodes.addAll(step.outputs());
        }
        return nodes;
    }

    boolean isMoments() {
        return step.op() instanceof BatchNormMoments;
    }
}
