package dev.facet.torch;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * VGG (Simonyan and Zisserman 2015). Parameters are named {@code conv1_1.weight}, {@code conv1_1.bias}, {@code bn1_1.weight},
 * {@code bn1_1.running_mean}, {@code fc6.weight} and so on.
 */
public final class TorchVgg extends TorchNetwork {
    private static final long[] NONE = {0, 0};
    private static final long[] ONE = {1, 1};
    private static final long[] PAIR = {2, 2};

    private final int[] convolutions;
    private final boolean batchNorm;

    /**
     * @param depth 11, 13, 16 or 19
     * @param weights by name; with batch norm also {@code bn…} with running statistics
     * @param type F32 or F64
     */
    public TorchVgg(
            int depth, boolean batchNorm, Map<String, Weight> weights, ScalarType type, Layout layout, Sgd sgd) {
        super(weights, type, layout, sgd);
        this.convolutions = convolutions(depth);
        this.batchNorm = batchNorm;
    }

    private static int[] convolutions(int depth) {
        return switch (depth) {
            case 11 -> new int[] {1, 1, 2, 2, 2};
            case 13 -> new int[] {2, 2, 2, 2, 2};
            case 16 -> new int[] {2, 2, 3, 3, 3};
            case 19 -> new int[] {2, 2, 4, 4, 4};
            default -> throw new IllegalArgumentException("depth " + depth + ": VGG has 11, 13, 16 or 19 layers");
        };
    }

    @Override
    Tensor forward(Tensor images, boolean training) {
        Tensor x = images;
        for (int block = 1; block <= convolutions.length; block++) {
            for (int i = 1; i <= convolutions[block - 1]; i++) {
                x = convolution("conv" + block + "_" + i, x, 1, 1, 1);
                x = batchNorm ? batchNorm("bn" + block + "_" + i, x, training) : x;
                x = torch.relu_(x);
            }
            x = torch.max_pool2d(x, PAIR, PAIR, NONE, ONE, false);
        }
        x = torch.flatten(Tensors.channelsLast(x), 1, -1);
        x = torch.relu_(linear("fc6", x));
        x = torch.relu_(linear("fc7", x));
        return linear("fc8", x);
    }
}
