package dev.facet.engine.internal;

import dev.facet.engine.Node;
import dev.facet.engine.ops.EcLoss;
import dev.facet.engine.ops.EcLossGrad;
import dev.facet.engine.ops.EcLossWithGrad;
import java.util.ArrayList;
import java.util.List;

/**
 * ECLoss and its gradient, which would compute the same logits: one op at the loss's place computes both. What the gradient's factor
 * dloss is made of moves before it; so this applies unless that needs the loss, or variables that steps in between may update.
 */
record EcLossGradFusion(String name) implements FusionRule {
    private static final int LOG_MARGINAL = 2;
    private static final int DLOSS = 3;

    @Override
    public boolean apply(Schedule schedule, Step step) {
        if (!(step.op() instanceof EcLossGrad grad)) {
            return false;
        }
        Step loss = schedule.producer(step.inputs().get(LOG_MARGINAL));
        if (loss == null
                || !(loss.op() instanceof EcLoss op)
                || !op.spec().equals(grad.spec())
                || !loss.inputs().equals(step.inputs().subList(0, 2))) {
            return false;
        }
        Node dloss = step.inputs().get(DLOSS);
        List<Step> late = schedule.ancestors(dloss).stream()
                .filter(ancestor -> !schedule.isBefore(ancestor, loss))
                .toList();
        if (late.contains(loss) || !late.stream().allMatch(EcLossGradFusion::mayMove)) {
            return false;
        }
        List<Node> outputs = new ArrayList<>(loss.outputs());
        outputs.add(step.output());
        schedule.moveBefore(late, loss);
        schedule.fuse(
                loss,
                step,
                new Step(
                        new EcLossWithGrad(op.spec()),
                        List.of(loss.inputs().get(0), loss.inputs().get(1), dloss),
                        outputs));
        return true;
    }

    /** True if the step gives the same wherever its inputs are there. */
    private static boolean mayMove(Step step) {
        return !step.updates()
                && step.inputs().stream()
                        .map(Aliases::root)
                        .noneMatch(root -> root.kind() == Node.Kind.PARAMETER || root.kind() == Node.Kind.STATE);
    }
}
