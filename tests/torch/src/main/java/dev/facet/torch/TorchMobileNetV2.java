package dev.facet.torch;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** MobileNetV2 (Sandler et al. 2018, table 2). Parameters have torchvision's names. */
public final class TorchMobileNetV2 extends TorchNetwork {
    private static final int BLOCKS = 17;

    /**
     * @param weights by name, which also tell the channels
     * @param type F32 or F64
     */
    public TorchMobileNetV2(Map<String, Weight> weights, ScalarType type, Layout layout, Sgd sgd) {
        super(weights, type, layout, sgd);
    }

    @Override
    Tensor forward(Tensor images, boolean training) {
        Tensor x = activated("features.0", images, 2, 1, 1, training);
        for (int block = 1; block <= BLOCKS; block++) {
            x = invertedResidual("features." + block + ".conv.", x, stride(block), training);
        }
        x = activated("features." + (BLOCKS + 1), x, 1, 0, 1, training);
        return linear("classifier.1", globalMean(x));
    }

    /** The first blocks of the table's second, third, fourth and sixth row halve the maps. */
    private static long stride(int block) {
        return block == 2 || block == 4 || block == 7 || block == 14 ? 2 : 1;
    }

    private Tensor invertedResidual(String name, Tensor x, long stride, boolean training) {
        boolean expands = has(name + "1.0.weight");
        Tensor y = expands ? activated(name + "0", x, 1, 0, 1, training) : x;
        int part = expands ? 1 : 0;
        y = activated(name + part, y, stride, 1, y.size(1), training);
        y = convolution(name + (part + 1), y, 1, 0, 1);
        y = batchNorm(name + (part + 2), y, training);
        return stride == 1 && y.size(1) == x.size(1) ? y.add_(x) : y;
    }

    private Tensor activated(String name, Tensor x, long stride, long padding, long groups, boolean training) {
        return torch.relu6_(batchNorm(name + ".1", convolution(name + ".0", x, stride, padding, groups), training));
    }
}
