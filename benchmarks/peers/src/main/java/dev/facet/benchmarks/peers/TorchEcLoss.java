package dev.facet.benchmarks.peers;

import dev.facet.benchmarks.jobs.EcLossGradient;
import dev.facet.benchmarks.jobs.Job;
import dev.facet.nn.ecloss.EcLossTemplates;
import dev.facet.nn.ecloss.TemplateMode;
import dev.facet.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** ECLoss by libtorch's operators and autograd. The maps lie as [N·C, H·W], which spares libtorch any permutation. */
@SuppressWarnings("try") // scopes and guards work by being open
final class TorchEcLoss implements Job {
    private static final int MAPS = EcLossGradient.IMAGES * EcLossGradient.CHANNELS;
    private static final int CELLS = EcLossGradient.SIDE * EcLossGradient.SIDE;

    private final Tensor maps;
    private final Tensor templates;
    private final Scalar lambda = new Scalar(EcLossGradient.LAMBDA);
    private final double uniform;
    private double loss;

    TorchEcLoss(TemplateMode mode) {
        EcLossTemplates set = EcLossGradient.templates(mode);
        uniform = (1 - EcLossGradient.LAMBDA) * Math.log(set.count());
        try (PointerScope scope = new PointerScope()) {
            Tensor nhwc = Tensors.of(
                    ScalarType.Float,
                    EcLossGradient.maps(),
                    EcLossGradient.IMAGES,
                    EcLossGradient.SIDE,
                    EcLossGradient.SIDE,
                    EcLossGradient.CHANNELS);
            Tensor rows = Tensors.channelsSecond(nhwc).contiguous().reshape(MAPS, CELLS);
            maps = Tensors.kept(scope, rows.clone().set_requires_grad(true));
            templates = Tensors.kept(scope, Tensors.of(ScalarType.Float, set.values(), set.count(), CELLS));
        }
    }

    @Override
    public String who() {
        return "libtorch";
    }

    @Override
    public void run() {
        try (PointerScope scope = new PointerScope()) {
            maps.mutable_grad().reset();
            Tensor logp = torch.log_softmax(torch.linear(maps, templates), 1);
            Tensor p = logp.exp();
            Tensor confident = p.mul(logp).sum().div(new Scalar((double) MAPS));
            Tensor marginal = p.mean(0);
            Tensor diverse = marginal.mul(marginal.log()).sum();
            Tensor negated = diverse.mul(lambda).sub(confident);
            negated.backward();
            loss = negated.item_double() - uniform;
        }
    }

    @Override
    public double[] result() {
        try (PointerScope scope = new PointerScope()) {
            Tensor gradient = maps.grad()
                    .reshape(EcLossGradient.IMAGES, EcLossGradient.CHANNELS, EcLossGradient.SIDE, EcLossGradient.SIDE);
            double[] values = Tensors.values(Tensors.channelsLast(gradient));
            float[] floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) values[i];
            }
            return EcLossGradient.result(loss, floats);
        }
    }

    @Override
    public void close() {
        lambda.close();
        maps.close();
        templates.close();
    }
}
