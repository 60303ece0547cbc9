package dev.facet.engine.internal;

import dev.facet.engine.Node;
import dev.facet.engine.ReluRule;
import dev.facet.engine.ops.BatchNormInferGrad;
import dev.facet.engine.ops.BatchNormTrainGrad;
import dev.facet.engine.ops.Op;
import dev.facet.engine.ops.ReluGrad;
import java.util.ArrayList;
import java.util.List;

/** The gradient of a ReLU followed by that of the batch normalisation before it: the latter masks dy by [y>0] itself. */
record BatchNormGradFusion(String name) implements FusionRule {
    private static final int DY = 4;

    @Override
    public boolean apply(Schedule schedule, Step step) {
        Op masking = masking(step.op());
        if (masking == null || step.inputs().size() != DY + 1) {
            return false;
        }
        Node dy = step.inputs().get(DY);
        Step relu = schedule.producer(dy);
        if (relu == null
                || !(relu.op() instanceof ReluGrad grad)
                || grad.rule() != ReluRule.EXACT
                || !schedule.isPrivate(dy)) {
            return false;
        }
        List<Node> inputs = new ArrayList<>(step.inputs());
        inputs.set(DY, relu.inputs().get(1));
        inputs.add(relu.inputs().get(0));
        schedule.fuse(step, relu, new Step(masking, inputs, step.outputs()));
        return true;
    }

    private static Op masking(Op op) {
        if (op instanceof BatchNormTrainGrad) {
            return op;
        }
        return op instanceof BatchNormInferGrad grad ? new BatchNormInferGrad(grad.epsilon(), true) : null;
    }
}
