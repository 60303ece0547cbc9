package dev.facet.torch;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** ResNet with bottlenecks (He et al. 2015) and the stride on the 3×3 convolution. Parameters have torchvision's names. */
public final class TorchResNet extends TorchNetwork {
    private static final long[] ONE = {1, 1};
    private static final long[] TWO = {2, 2};
    private static final long[] THREE = {3, 3};
    private static final int STAGES = 4;

    /**
     * @param weights by name, which also tell the blocks
     * @param type F32 or F64
     */
    public TorchResNet(Map<String, Weight> weights, ScalarType type, Layout layout, Sgd sgd) {
        super(weights, type, layout, sgd);
    }

    @Override
    Tensor forward(Tensor images, boolean training) {
        Tensor x = torch.relu_(batchNorm("bn1", convolution("conv1", images, 2, 3, 1), training));
        x = torch.max_pool2d(x, THREE, TWO, ONE, ONE, false);
        for (int stage = 1; stage <= STAGES; stage++) {
            for (int block = 0; has("layer" + stage + "." + block + ".conv1.weight"); block++) {
                x = bottleneck("layer" + stage + "." + block, x, stage > 1 && block == 0 ? 2 : 1, training);
            }
        }
        return linear("fc", globalMean(x));
    }

    private Tensor bottleneck(String name, Tensor x, long stride, boolean training) {
        Tensor y = torch.relu_(batchNorm(name + ".bn1", convolution(name + ".conv1", x, 1, 0, 1), training));
        y = torch.relu_(batchNorm(name + ".bn2", convolution(name + ".conv2", y, stride, 1, 1), training));
        y = batchNorm(name + ".bn3", convolution(name + ".conv3", y, 1, 0, 1), training);
        Tensor skipped = has(name + ".downsample.0.weight")
                ? batchNorm(name + ".downsample.1", convolution(name + ".downsample.0", x, stride, 0, 1), training)
                : x;
        return torch.relu_(y.add_(skipped));
    }
}
