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
 * A network on libtorch's own operators, from Facet's weights and under Facet's names: the oracle of Facet's training steps, and
 * the peer of its benchmarks. No dropout. One thread at a time.
 */
@SuppressWarnings("try") // scopes and guards work by being open
public abstract class TorchNetwork implements AutoCloseable {
    /** What libtorch's SGD is told. */
    public record Sgd(double learningRate, double momentum, double weightDecay, boolean nesterov) {}

    /** What batch norms add to variances. */
    public static final double EPSILON = 1e-5;

    private static final double BATCH_NORM_MOMENTUM = 0.1;
    private static final long IGNORED_LABEL = -1;
    private static final long MEAN_REDUCTION = 1;
    private static final long[] ONE = {1, 1};

    private final Layout layout;
    private final ScalarType type;
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final SGD optimizer;

    /**
     * @param weights by name; batch norms with their running statistics, or folded into the convolutions before them
     * @param type F32 or F64
     */
    TorchNetwork(Map<String, Weight> weights, ScalarType type, Layout layout, Sgd sgd) {
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

    /** Logits [N, classes] of a batch. */
    abstract Tensor forward(Tensor images, boolean training);

    /** A convolution with the same stride and padding on both axes; its bias is used if there is one. */
    final Tensor convolution(String name, Tensor x, long stride, long padding, long groups) {
        TensorOptional bias = optional(parameters.get(name + ".bias"));
        long[] strides = {stride, stride};
        long[] paddings = {padding, padding};
        return torch.conv2d(x, parameters.get(name + ".weight"), bias, strides, paddings, ONE, groups);
    }

    /** x itself where the weights have no such batch norm. */
    final Tensor batchNorm(String name, Tensor x, boolean training) {
        if (!has(name + ".running_mean")) {
            return x;
        }
        return torch.batch_norm(
                x,
                optional(parameters.get(name + ".weight")),
                optional(parameters.get(name + ".bias")),
                optional(parameters.get(name + ".running_mean")),
                optional(parameters.get(name + ".running_var")),
                training,
                BATCH_NORM_MOMENTUM,
                EPSILON,
                false);
    }

    final Tensor linear(String name, Tensor x) {
        return torch.linear(x, parameters.get(name + ".weight"), optional(parameters.get(name + ".bias")));
    }

    /** [N, C, H, W] as [N, C]: the mean over the image. */
    static Tensor globalMean(Tensor x) {
        return torch.flatten(torch.adaptive_avg_pool2d(x, 1, 1), 1, -1);
    }

    final boolean has(String parameter) {
        return parameters.containsKey(parameter);
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
