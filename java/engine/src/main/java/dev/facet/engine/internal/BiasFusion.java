package dev.facet.engine.internal;

import dev.facet.engine.Node;
import dev.facet.engine.ops.BiasAdd;
import dev.facet.engine.ops.Op;
import java.util.List;
import java.util.function.Predicate;

/** A product without bias followed by the addition of one over its last axis: the product takes the bias. */
record BiasFusion(String name, Predicate<Op> takesBias) implements FusionRule {
    @Override
    public boolean apply(Schedule schedule, Step step) {
        if (!(step.op() instanceof BiasAdd)) {
            return false;
        }
        Node product = step.inputs().get(0);
        Step producer = schedule.producer(product);
        if (producer == null
                || producer.inputs().size() != 2
                || !takesBias.test(producer.op())
                || !schedule.isPrivate(product)) {
            return false;
        }
        // At the addition's place: the bias may be computed after the product.
        List<Node> inputs = List.of(
                producer.inputs().get(0),
                producer.inputs().get(1),
                step.inputs().get(1));
        schedule.fuse(step, producer, new Step(producer.op(), inputs, step.outputs()));
        return true;
    }
}
