package dev.facet.engine.internal;

import dev.facet.engine.Node;
import dev.facet.engine.ops.Activation;
import dev.facet.engine.ops.Binary;
import dev.facet.engine.ops.Convolution;
import java.util.ArrayList;
import java.util.List;

/** A convolution with a bias whose result another map is added to, a skipped connection say: the convolution adds it. */
record AdditionFusion(String name) implements FusionRule {
    @Override
    public boolean apply(Schedule schedule, Step step) {
        if (!(step.op() instanceof Binary binary) || binary.kind() != Binary.Kind.ADD) {
            return false;
        }
        return absorb(schedule, step, 0) || absorb(schedule, step, 1);
    }

    private static boolean absorb(Schedule schedule, Step step, int side) {
        Node product = step.inputs().get(side);
        Node added = step.inputs().get(1 - side);
        Step producer = schedule.producer(product);
        if (producer == null
                || producer.inputs().size() != 3
                || !(producer.op() instanceof Convolution convolution)
                || convolution.activation() != Activation.NONE
                || convolution.spec().groups() != 1
                || !added.shape().equals(product.shape())
                || !schedule.isPrivate(product)) {
            return false;
        }
        // At the addition's place: the other map may be computed after the product.
        List<Node> inputs = new ArrayList<>(producer.inputs());
        inputs.add(added);
        schedule.fuse(step, producer, new Step(convolution, inputs, step.outputs()));
        return true;
    }
}
