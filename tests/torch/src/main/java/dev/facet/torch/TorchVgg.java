package dev.facet.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * VGG (Simonyan and Zisserman 2015) on libtorch's own operators, from Facet's weights: the oracle of Facet's training steps, and
 * the peer of its benchmarks. No dropout. Parameters are named {@code conv1_1.weight}, {@code conv1_1.bias}, {@code bn1_1.weight},
 * {@code bn1_1.running_mean}, {@code fc6.weight} and so on. One thread at a time.
 */
@SuppressWarnings("try") // scopes and guards work by being open
public final class TorchVgg implements AutoCloseable {
    /** What libtorch's SGD is told. */
    public record Sgd(double learningRate, double momentum, double weightDecay, boolean nesterov) {}

    private static final double EPSILON = 1e-5;
    private static final double BATCH_NORM_MOMENTUM = 0.1;
    private static final long IGNORED_LABEL = -1;
    private static final long MEAN_REDUCTION = 1;
    private static final long[] NONE = {0, 0};
    private static final long[] ONE = {1, 1};
    private static final long[] PAIR = {2, 2};

    private final int[] convolutions;
    private final boolean batchNorm;
    private final Layout layout;
    private final ScalarType type;
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final SGD optimizer;

    /**
     * @param depth 11, 13, 16 or 19
     * @param weights by name; with batch norm also {@code bn…} with running statistics
     * @param type F32 or F64
     */
    public TorchVgg(
            int depth, boolean batchNorm, Map<String, Weight> weights, ScalarType type, Layout layout, Sgd sgd) {
        this.convolutions = convolutions(depth);
        this.batchNorm = batchNorm;
        this.layout = layout;
        this.type = type;
        weights.forEach((name, w) -> parameters.put(name, load(w)));
        try (PointerScope scope = new PointerScope()) {
            TensorVector trained = new TensorVector();
            parameters.forEach((name, t) -> {
                if (!name.contains("running_")) trained.push_back(t.set_requires_grad(true));
            });
            SGDOptions options = new SGDOptions(sgd.learningRate());
            options.momentum().put(sgd.momentum());
            options.weight_decay().put(sgd.weightDecay());
            options.nesterov().put(sgd.nesterov());
            optimizer = Tensors.kept(scope, new SGD(trained, options));
        }
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

    private Tensor load(Weight w) {
        try (PointerScope scope = new PointerScope()) {
            Tensor t = Tensors.of(type, w.values(), w.dims());
            if (w.dims().length == 4) t = Tensors.channelsSecond(t).contiguous(layout.format);
            return Tensors.kept(scope, t.detach());
        }
    }

    /** Names of the parameters and running statistics. */
    public Set<String> names() {
        return parameters.keySet();
    }

    /** The values of a parameter, in Facet's layout. */
    public double[] parameter(String name) {
        try (PointerScope scope = new PointerScope()) {
            return facetOrder(parameters.get(name));
        }
    }

    /** The gradient of the last step, in Facet's layout. */
    public double[] gradient(String name) {
        try (PointerScope scope = new PointerScope()) {
            return facetOrder(parameters.get(name).grad());
        }
    }

    private static double[] facetOrder(Tensor t) {
        return Tensors.values(t.dim() == 4 ? Tensors.channelsLast(t) : t);
    }

    /** A batch [N, H, W, 3] in this network's type and layout; the caller closes it. */
    public Tensor images(float[] nhwc, long n, long size) {
        try (PointerScope scope = new PointerScope()) {
            Tensor t = Tensors.of(type, nhwc, n, size, size, 3);
            return Tensors.kept(scope, Tensors.channelsSecond(t).contiguous(layout.format));
        }
    }

    /** Logits [N, classes], without gradients, with the running statistics; the caller closes them. */
    public Tensor infer(Tensor images) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            return Tensors.kept(scope, forward(images, false));
        }
    }

    /** The last step's numbers before its update. */
    public record Step(double loss, double[] logits) {}

    /** Forward, loss, backward and update. */
    public Step step(Tensor images, Tensor labels) {
        try (PointerScope scope = new PointerScope()) {
            optimizer.zero_grad();
            Tensor logits = forward(images, true);
            Tensor loss =
                    torch.cross_entropy_loss(logits, labels, new TensorOptional(), MEAN_REDUCTION, IGNORED_LABEL, 0.0);
            loss.backward(new Tensor(), new BoolOptional(), false, new TensorArrayRefOptional());
            optimizer.step();
            return new Step(loss.item_double(), Tensors.values(logits));
        }
    }

    private Tensor forward(Tensor images, boolean training) {
        Tensor x = images;
        for (int block = 1; block <= convolutions.length; block++) {
            for (int i = 1; i <= convolutions[block - 1]; i++) {
                x = convolution(x, block + "_" + i, training);
            }
            x = torch.max_pool2d(x, PAIR, PAIR, NONE, ONE, false);
        }
        x = torch.flatten(Tensors.channelsLast(x), 1, -1);
        x = torch.relu_(linear(x, "fc6"));
        x = torch.relu_(linear(x, "fc7"));
        return linear(x, "fc8");
    }

    private Tensor convolution(Tensor x, String place, boolean training) {
        String conv = "conv" + place;
        Tensor bias = parameters.get(conv + ".bias");
        Tensor y = torch.conv2d(x, parameters.get(conv + ".weight"), optional(bias), ONE, ONE, ONE, 1);
        if (batchNorm) {
            String bn = "bn" + place;
            y = torch.batch_norm(
                    y,
                    optional(parameters.get(bn + ".weight")),
                    optional(parameters.get(bn + ".bias")),
                    optional(parameters.get(bn + ".running_mean")),
                    optional(parameters.get(bn + ".running_var")),
                    training,
                    BATCH_NORM_MOMENTUM,
                    EPSILON,
                    false);
        }
        return torch.relu_(y);
    }

    private Tensor linear(Tensor x, String name) {
        return torch.linear(x, parameters.get(name + ".weight"), optional(parameters.get(name + ".bias")));
    }

    private static TensorOptional optional(Tensor t) {
        return t == null ? new TensorOptional() : new TensorOptional(t);
    }

    @Override
    public void close() {
        optimizer.close();
        parameters.values().forEach(Tensor::close);
    }
}
