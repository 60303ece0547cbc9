package dev.facet.nn.internal.onnx;

import static dev.facet.nn.internal.onnx.ModelWriter.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.facet.engine.Conv2d;
import dev.facet.engine.Pool2d;
import dev.facet.engine.ops.AvgPool;
import dev.facet.engine.ops.BatchNormInfer;
import dev.facet.engine.ops.BiasAdd;
import dev.facet.engine.ops.Convolution;
import dev.facet.engine.ops.L2Normalize;
import dev.facet.engine.ops.MatMul;
import dev.facet.engine.ops.MaxPool;
import dev.facet.engine.ops.Op;
import dev.facet.engine.ops.ResizeBilinear;
import dev.facet.engine.ops.Softmax;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Convolutions, linear layers, pooling, normalisation. */
final class LayerWriting {
    /** ONNX axes [K,C,R,S] of weights that the engine has as [K,R,S,C]. */
    private static final int[] KCRS = {0, 3, 1, 2};

    private LayerWriting() {}

    static void register(Map<Class<? extends Op>, WritingRule> rules) {
        rules.put(Convolution.class, LayerWriting::convolution);
        rules.put(MatMul.class, LayerWriting::matMul);
        rules.put(
                MaxPool.class,
                call -> pool(call, "MaxPool", call.op(MaxPool.class).spec()));
        rules.put(AvgPool.class, LayerWriting::averagePool);
        rules.put(ResizeBilinear.class, LayerWriting::resize);
        rules.put(BatchNormInfer.class, LayerWriting::batchNorm);
        rules.put(BiasAdd.class, LayerWriting::biasAdd);
        rules.put(Softmax.class, LayerWriting::softmax);
        rules.put(L2Normalize.class, LayerWriting::l2Normalize);
    }

    private static Written convolution(WritingCall call) {
        Conv2d spec = call.op(Convolution.class).spec();
        Written w = call.input(1);
        List<String> inputs = new ArrayList<>();
        inputs.add(call.writer().image(call.input(0)).name());
        inputs.add(call.writer().ordered(w, KCRS).name());
        if (call.inputCount() == 3) {
            inputs.add(call.plain(2));
        }
        return call.image(
                "Conv",
                inputs,
                attribute("kernel_shape", w.layout().dim(1), w.layout().dim(2)),
                attribute("strides", spec.strideH(), spec.strideW()),
                attribute("pads", spec.padTop(), spec.padLeft(), spec.padBottom(), spec.padRight()),
                attribute("dilations", spec.dilationH(), spec.dilationW()),
                attribute("group", (long) spec.groups()));
    }

    /** A linear layer's weights follow the order in which its input lies; other products are taken as they are. */
    private static Written matMul(WritingCall call) {
        MatMul op = call.op(MatMul.class);
        Written a = call.input(0);
        Written b = call.input(1);
        List<String> inputs = new ArrayList<>();
        if (!op.transA() && op.transB() && b.isWeights()) {
            ColumnOrder order = ColumnOrder.of(a.layout(), true, 1);
            long[] rows = {order.rows(), order.columns()};
            inputs.add(call.writer()
                    .inSequence(a, order.sequence(), rows, Layout.rowMajor(rows))
                    .name());
            Layout apart = b.layout().reshaped(order.split(b.layout().dim(0)));
            Written parts = new Written(b.name(), b.dims(), apart, b.data());
            inputs.add(call.writer()
                    .inSequence(parts, apart.sequence(order.splitOrder()), b.dims(), b.layout())
                    .name());
        } else {
            inputs.add(call.plain(0));
            inputs.add(call.plain(1));
        }
        if (call.inputCount() == 3) {
            inputs.add(call.plain(2));
        }
        return call.ordered(
                "Gemm",
                inputs,
                Dims.identity(2),
                attribute("transA", op.transA() ? 1L : 0L),
                attribute("transB", op.transB() ? 1L : 0L));
    }

    private static Written averagePool(WritingCall call) {
        AvgPool op = call.op(AvgPool.class);
        return pool(call, "AveragePool", op.spec(), attribute("count_include_pad", op.countIncludePad() ? 1L : 0L));
    }

    private static Written pool(WritingCall call, String operator, Pool2d spec, AttributeProto... more) {
        List<AttributeProto> attributes = new ArrayList<>(List.of(more));
        attributes.add(attribute("kernel_shape", spec.windowH(), spec.windowW()));
        attributes.add(attribute("strides", spec.strideH(), spec.strideW()));
        attributes.add(attribute("pads", spec.padTop(), spec.padLeft(), spec.padBottom(), spec.padRight()));
        String image = call.writer().image(call.input(0)).name();
        return call.image(operator, List.of(image), attributes.toArray(AttributeProto[]::new));
    }

    private static Written resize(WritingCall call) {
        Written x = call.input(0);
        String scales = call.writer()
                .model()
                .reals(
                        call.node().name() + "/scales",
                        new long[] {4},
                        1,
                        1,
                        scale(x.layout().dim(1), call.dims()[1]),
                        scale(x.layout().dim(2), call.dims()[2]));
        return call.image(
                "Resize",
                List.of(call.writer().image(x).name(), "", scales),
                attribute("mode", "linear"),
                attribute("coordinate_transformation_mode", "half_pixel"));
    }

    /** The ratio of two sizes; where it rounds down, one with which readers that multiply and round down get {@code to} again. */
    private static float scale(long from, long to) {
        float scale = to / (float) from;
        while ((long) Math.floor(from * scale) < to) {
            scale = Math.nextUp(scale);
        }
        return scale;
    }

    /** The channels are the node's last axis and ONNX's second. */
    private static Written batchNorm(WritingCall call) {
        int rank = call.dims().length;
        int[] order = channelsSecond(rank);
        List<String> inputs = new ArrayList<>();
        if (rank == 1) {
            throw new UnsupportedOnnxException(
                    "batch norm of a single vector (" + call.node() + ") cannot be written as ONNX");
        }
        inputs.add(call.writer().ordered(call.input(0), order).name());
        IntStream.rangeClosed(1, 4).forEach(i -> inputs.add(call.plain(i)));
        return call.ordered(
                "BatchNormalization",
                inputs,
                order,
                attribute("epsilon", call.op(BatchNormInfer.class).epsilon()));
    }

    private static int[] channelsSecond(int rank) {
        int[] order = new int[rank];
        for (int i = 2; i < rank; i++) {
            order[i] = i - 1;
        }
        if (rank > 1) {
            order[1] = rank - 1;
        }
        return order;
    }

    private static Written biasAdd(WritingCall call) {
        Written x = call.writer().ordered(call.input(0));
        int[] order = x.layout().order();
        long[] dims = new long[x.rank()];
        int last = x.rank() - 1;
        for (int i = 0; i < dims.length; i++) {
            dims[i] = order[i] == last ? x.dims()[i] : 1;
        }
        Written bias = call.input(1);
        int[] inPlace = Dims.identity(bias.layout().factors().length);
        String vector = call.writer()
                .inSequence(bias, inPlace, dims, Layout.rowMajor(dims))
                .name();
        return call.ordered("Add", List.of(x.name(), vector), order);
    }

    private static Written softmax(WritingCall call) {
        Written x = call.writer().ordered(call.input(0));
        return call.ordered("Softmax", List.of(x.name()), x.layout().order(), attribute("axis", lastAxis(x)));
    }

    /** The ONNX axis that is the node's last. */
    private static long lastAxis(Written ordered) {
        return Dims.inverse(ordered.layout().order())[ordered.rank() - 1];
    }

    private static Written l2Normalize(WritingCall call) {
        Written x = call.writer().ordered(call.input(0));
        String squares =
                call.step("ReduceSumSquare", "squares", List.of(x.name()), attribute("axes", new long[] {lastAxis(x)}));
        String guarded = call.step(
                "Add",
                "guarded",
                List.of(
                        squares,
                        call.scalar("epsilon", call.op(L2Normalize.class).epsilon())));
        String length = call.step("Sqrt", "length", List.of(guarded));
        return call.ordered("Div", List.of(x.name(), length), x.layout().order());
    }
}
