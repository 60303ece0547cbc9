package dev.facet.engine.internal;

import dev.facet.engine.ops.Activation;
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
            new BiasFusion("conv2d+bias", op -> op instanceof Convolution c && c.activation() == Activation.NONE),
            new BiasFusion("matmul+bias", op -> op instanceof MatMul m && !m.relu()),
            new ActivationFusion("matmul+relu", Activation.RELU, Fusion::matMulRelu),
            new ActivationFusion("batchNorm+relu", Activation.RELU, op -> batchNorm(op, Activation.RELU)),
            new ActivationFusion("batchNorm+relu6", Activation.RELU6, op -> batchNorm(op, Activation.RELU6)),
            new BatchNormFolding("conv2d+batchNorm"),
            new AdditionFusion("conv2d+add"),
            new ActivationFusion("conv2d+relu", Activation.RELU, op -> convolution(op, Activation.RELU)),
            new ActivationFusion("conv2d+relu6", Activation.RELU6, op -> convolution(op, Activation.RELU6)),
            new BatchNormGradFusion("batchNormGrad+reluGrad", Activation.RELU),
            new BatchNormGradFusion("batchNormGrad+relu6Grad", Activation.RELU6),
            new EcLossGradFusion("ecLoss+ecLossGrad"),
            new PackedRowsFusion("unpack16+rows"));

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

    private static Op convolution(Op op, Activation activation) {
        return op instanceof Convolution c && c.activation() == Activation.NONE
                ? new Convolution(c.spec(), activation)
                : null;
    }

    private static Op matMulRelu(Op op) {
        return op instanceof MatMul m && !m.relu() ? new MatMul(m.transA(), m.transB(), true) : null;
    }

    private static Op batchNorm(Op op, Activation activation) {
        if (op instanceof BatchNormTrain b && b.activation() == Activation.NONE) {
            return new BatchNormTrain(b.epsilon(), b.momentum(), activation);
        }
        return op instanceof BatchNormInfer b && b.activation() == Activation.NONE
                ? new BatchNormInfer(b.epsilon(), activation)
                : null;
    }
}
