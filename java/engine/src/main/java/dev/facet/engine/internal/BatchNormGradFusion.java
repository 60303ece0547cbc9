package dev.facet.engine.internal;

import dev.facet.engine.Node;
import dev.facet.engine.ops.Activation;
import dev.facet.engine.ops.BatchNormGrad;
import dev.facet.engine.ops.BatchNormInfer;
import dev.facet.engine.ops.BatchNormTrain;
import dev.facet.engine.ops.Op;
import java.util.ArrayList;
import java.util.List;

/**
 * The exact gradient of an activation followed by that of the batch normalisation before it: the latter masks dy itself. Follows
 * the rules that give batch normalisation its activation.
 */
record BatchNormGradFusion(String name, Activation activation) implements FusionRule {
    private static final int DY = 4;
    private static final int BETA = 2;

    @Override
    public boolean apply(Schedule schedule, Step step) {
        if (!(step.op() instanceof BatchNormGrad gradient) || step.inputs().size() != DY + 1) {
            return false;
        }
        Node dy = step.inputs().get(DY);
        Step mask = schedule.producer(dy);
        if (mask == null || Activation.ofGradient(mask.op()) != activation || !schedule.isPrivate(dy)) {
            return false;
        }
        Step norm = schedule.producer(mask.inputs().get(0));
        if (norm == null || activationOf(norm.op()) != activation || !sameChannels(norm, step)) {
            return false;
        }
        List<Node> inputs = new ArrayList<>(step.inputs());
        inputs.set(DY, mask.inputs().get(1));
        inputs.add(norm.inputs().get(BETA));
        schedule.fuse(step, mask, new Step(gradient.withActivation(activation), inputs, step.outputs()));
        return true;
    }

    /** Whether the gradient is that of this normalisation: of the same x and γ. */
    private static boolean sameChannels(Step norm, Step gradient) {
        return norm.inputs().subList(0, BETA).equals(gradient.inputs().subList(0, BETA));
    }

    private static Activation activationOf(Op op) {
        if (op instanceof BatchNormTrain norm) {
            return norm.activation();
        }
        return op instanceof BatchNormInfer norm ? norm.activation() : Activation.NONE;
    }
}
