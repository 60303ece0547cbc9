package dev.facet.torch;

import dev.facet.engine.Conv2d;
import dev.facet.engine.DType;
import dev.facet.engine.Pool2d;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers over random shapes against libtorch: values and the gradients of all inputs. A test's argument is its seed. */
class OracleOpsTest {
    private static final int TRIALS = 25;
    private static final double EPSILON = 1e-3;
    private static final double MOMENTUM = 0.1;
    private static final long MEAN_REDUCTION = 1;
    private static final long IGNORED_LABEL = -1;

    static LongStream seeds() {
        return LongStream.range(0, TRIALS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void convolution(long seed) {
        Probe probe = new Probe(seed);
        int groups = probe.coin() ? 1 : probe.between(1, 4);
        int inGroup = probe.between(1, 9);
        int outGroup = probe.between(1, 17);
        int r = probe.between(1, 4);
        int s = probe.between(1, 4);
        int stride = probe.between(1, 3);
        int pad = probe.between(0, 2);
        int dilation = probe.between(1, 2);
        int h = dilation * (r - 1) + probe.between(1, 11);
        int w = dilation * (s - 1) + probe.between(1, 11);
        long k = (long) groups * outGroup;
        probe.input("x", probe.between(1, 3), h, w, (long) groups * inGroup)
                .input("w", k, r, s, inGroup)
                .input("b", k);
        Conv2d spec = Conv2d.valid().stride(stride).pad(pad).dilation(dilation).groups(groups);
        probe.compare(
                (graph, in) -> graph.conv2d(in.get("x"), in.get("w"), in.get("b"), spec),
                in -> Tensors.channelsLast(torch.conv2d(
                        Tensors.channelsSecond(in.get("x")),
                        Tensors.channelsSecond(in.get("w")),
                        new TensorOptional(in.get("b")),
                        both(stride),
                        both(pad),
                        both(dilation),
                        groups)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void convolutionWithReluAndMaxPooling(long seed) {
        Probe probe = new Probe(seed);
        long c = probe.between(1, 33);
        long k = probe.between(1, 33);
        probe.input("x", probe.between(1, 4), probe.between(4, 15), probe.between(4, 15), c)
                .input("w", k, 3, 3, c)
                .input("b", k);
        probe.compare(
                (graph, in) -> graph.maxPool2d(
                        graph.relu(graph.conv2d(in.get("x"), in.get("w"), in.get("b"), Conv2d.same(3))), Pool2d.of(2)),
                in -> {
                    Tensor y = torch.conv2d(
                            Tensors.channelsSecond(in.get("x")),
                            Tensors.channelsSecond(in.get("w")),
                            new TensorOptional(in.get("b")),
                            both(1),
                            both(1),
                            both(1),
                            1);
                    return Tensors.channelsLast(
                            torch.max_pool2d(torch.relu(y), both(2), both(2), both(0), both(1), false));
                });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void averagePooling(long seed) {
        Probe probe = new Probe(seed);
        int window = probe.between(2, 4);
        int stride = probe.between(1, 3);
        int pad = probe.between(0, 1);
        boolean includePad = probe.coin();
        int h = window + probe.between(0, 9);
        int w = window + probe.between(0, 9);
        probe.input("x", probe.between(1, 3), h, w, probe.between(1, 20));
        Pool2d spec = Pool2d.of(window).stride(stride).pad(pad);
        probe.compare(
                (graph, in) -> graph.avgPool2d(in.get("x"), spec, includePad),
                in -> Tensors.channelsLast(torch.avg_pool2d(
                        Tensors.channelsSecond(in.get("x")),
                        both(window),
                        both(stride),
                        both(pad),
                        false,
                        includePad,
                        new LongOptional())));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void batchNormInTraining(long seed) {
        Probe probe = new Probe(seed);
        long c = probe.between(1, 40);
        probe.input("x", probe.between(2, 4), probe.between(1, 8), probe.between(1, 8), c)
                .input("gamma", c)
                .input("beta", c);
        probe.compare(
                (graph, in) -> graph.batchNorm(
                        in.get("x"),
                        in.get("gamma"),
                        in.get("beta"),
                        graph.state("mean", c),
                        graph.state("var", c),
                        EPSILON,
                        MOMENTUM,
                        true),
                in -> Tensors.channelsLast(torch.batch_norm(
                        Tensors.channelsSecond(in.get("x")),
                        new TensorOptional(in.get("gamma")),
                        new TensorOptional(in.get("beta")),
                        new TensorOptional(),
                        new TensorOptional(),
                        true,
                        MOMENTUM,
                        EPSILON,
                        false)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void linear(long seed) {
        Probe probe = new Probe(seed);
        long c = probe.between(1, 100);
        long k = probe.between(1, 100);
        probe.input("x", probe.between(1, 40), c).input("w", k, c).input("b", k);
        probe.compare(
                (graph, in) -> graph.linear(in.get("x"), in.get("w"), in.get("b")),
                in -> torch.linear(in.get("x"), in.get("w"), new TensorOptional(in.get("b"))));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void crossEntropy(long seed) {
        Probe probe = new Probe(seed);
        int rows = probe.between(2, 30);
        int classes = probe.between(2, 50);
        double smoothing = probe.coin() ? 0 : 0.1;
        int[] labels = new int[rows];
        for (int i = 1; i < rows; i++) {
            labels[i] = probe.between(-1, classes - 1);
        }
        probe.input("logits", rows, classes).labels(labels);
        probe.compare(
                (graph, in) ->
                        graph.softmaxCrossEntropy(in.get("logits"), graph.input("labels", DType.I32, rows), smoothing),
                in -> torch.cross_entropy_loss(
                                in.get("logits"),
                                Tensors.labels(labels),
                                new TensorOptional(),
                                MEAN_REDUCTION,
                                IGNORED_LABEL,
                                smoothing)
                        .reshape(1));
    }

    private static long[] both(long value) {
        return new long[] {value, value};
    }
}
