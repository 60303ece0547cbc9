package dev.facet.engine.internal;

import dev.facet.engine.Half;
import dev.facet.engine.Node;
import dev.facet.engine.ops.Gram;
import dev.facet.engine.ops.Op;
import dev.facet.engine.ops.PlsPass;
import dev.facet.engine.ops.RowProducts;
import dev.facet.engine.ops.Unpack16;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of 16 bits that are unpacked for an op that can read them packed: it does. Others may read them unpacked beside it. No
 * update can change the words between unpacking and reading: variables are floats.
 *
 * <p>A GPU's kernels read packed rows where they stand. On the CPU every reader widens the rows for itself.
 */
record PackedRowsFusion(String name) implements FusionRule {
    @Override
    public boolean apply(Schedule schedule, Step step) {
        Step unpack =
                step.inputs().isEmpty() ? null : schedule.producer(step.inputs().get(0));
        if (unpack == null || !(unpack.op() instanceof Unpack16 halves)) {
            return false;
        }
        Op packed = packed(step.op(), halves);
        if (packed == null) {
            return false;
        }
        List<Node> inputs = new ArrayList<>(step.inputs());
        inputs.set(0, unpack.inputs().get(0));
        Step fused = new Step(packed, inputs, step.outputs());
        if (schedule.isPrivate(step.inputs().get(0))) {
            schedule.fuse(step, unpack, fused);
        } else {
            schedule.replace(step, fused);
        }
        return true;
    }

    private static Op packed(Op op, Unpack16 rows) {
        Half half = rows.half();
        if (op instanceof PlsPass pass && pass.half() == null) {
            return new PlsPass(half);
        }
        if (op instanceof RowProducts products && products.half() == null) {
            return new RowProducts(half);
        }
        // All numbers of a word count in inner products, and the step does not say how many there are.
        boolean whole = rows.columns() % 2 == 0;
        return op instanceof Gram gram && gram.half() == null && whole ? new Gram(half, gram.type()) : null;
    }
}
