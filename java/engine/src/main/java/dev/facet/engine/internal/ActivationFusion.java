package dev.facet.engine.internal;

import dev.facet.engine.Node;
import dev.facet.engine.ops.Activation;
import dev.facet.engine.ops.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * An op followed by an activation: the op applies it. {@code activated} gives the op with the activation, or null where it does not
 * apply. Gradients read the activation's result, never its input, so that the input is private in training too.
 */
record ActivationFusion(String name, Activation activation, UnaryOperator<Op> activated) implements FusionRule {
    @Override
    public boolean apply(Schedule schedule, Step step) {
        if (Activation.of(step.op()) != activation) {
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
