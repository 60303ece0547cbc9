package dev.facet.engine.internal;

import dev.facet.engine.ops.BatchNormInfer;
import dev.facet.engine.ops.BatchNormTrain;
import dev.facet.engine.ops.Convolution;
import dev.facet.engine.ops.MatMul;
import dev.facet.engine.ops.Op;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The fusion rules, in the order in which they are tried. */
public final class Fusion {
    private static final List<FusionRule> RULES = List.of(
            new BiasFusion("conv2d+bias", op -> op instanceof Convolution c && !c.relu()),
            new BiasFusion("matmul+bias", op -> op instanceof MatMul m && !m.relu()),
            new ReluFusion("conv2d+relu", Fusion::convolutionRelu),
            new ReluFusion("matmul+relu", Fusion::matMulRelu),
            new ReluFusion("batchNorm+relu", Fusion::batchNormRelu),
            new BatchNormGradFusion("batchNormGrad+reluGrad"),
            new EcLossGradFusion("ecLoss+ecLossGrad"));

    private Fusion() {}

    /** Names of all rules. */
    public static Set<String> names() {
        return RULES.stream().map(FusionRule::name).collect(Collectors.toUnmodifiableSet());
    }

    /** Applies the named rules; returns how often each was used. */
    static Map<String, Integer> apply(Schedule schedule, Set<String> names) {
        Map<String, Integer> uses = new LinkedHashMap<>();
        for (FusionRule rule : RULES) {
            if (names.contains(rule.name())) {
                for (Step step : schedule.steps()) {
                    if (rule.apply(schedule, step)) {
                        uses.merge(rule.name(), 1, Integer::sum);
                    }
                }
            }
        }
        return uses;
    }

    private static Op convolutionRelu(Op op) {
        return op instanceof Convolution c && !c.relu() ? new Convolution(c.spec(), true) : null;
    }

    private static Op matMulRelu(Op op) {
        return op instanceof MatMul m && !m.relu() ? new MatMul(m.transA(), m.transB(), true) : null;
    }

    private static Op batchNormRelu(Op op) {
        if (op instanceof BatchNormTrain b && !b.relu()) {
            return new BatchNormTrain(b.epsilon(), b.momentum(), true);
        }
        return op instanceof BatchNormInfer b && !b.relu() ? new BatchNormInfer(b.epsilon(), true) : null;
    }
}
