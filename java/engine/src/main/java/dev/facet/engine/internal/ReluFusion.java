package dev.facet.engine.internal;

import dev.facet.engine.Node;
import dev.facet.engine.ops.Op;
import dev.facet.engine.ops.Relu;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * An op followed by ReLU: the op applies it. {@code activated} gives the op with ReLU, or null where it does not apply. Gradients
 * read the ReLU's result, never its input, so that the input is private in training too.
 */
record ReluFusion(String name, UnaryOperator<Op> activated) implements FusionRule {
    @Override
    public boolean apply(Schedule schedule, Step step) {
        if (!(step.op() instanceof Relu)) {
            return false;
        }
        Node x = step.inputs().get(0);
        Step producer = schedule.producer(x);
        Op fused = producer == null || producer.output() != x ? null : activated.apply(producer.op());
        if (fused == null || !schedule.isPrivate(x)) {
            return false;
        }
        List<Node> outputs = new ArrayList<>(producer.outputs());
        outputs.set(0, step.output());
        schedule.fuse(producer, step, new Step(fused, producer.inputs(), outputs));
        return true;
    }
}
