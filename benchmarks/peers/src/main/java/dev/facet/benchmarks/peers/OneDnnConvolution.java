package dev.facet.benchmarks.peers;

import dev.facet.benchmarks.jobs.ConvolutionLayer;
import dev.facet.benchmarks.jobs.Job;
import dev.facet.engine.Shape;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * One pass of one convolution by oneDNN alone, in the layouts that it likes best for every operand: they are brought there before the
 * clock runs. Its threads follow OMP_NUM_THREADS.
 */
final class OneDnnConvolution implements Job {
    private final PointerScope scope = new PointerScope();
    private final engine engine;
    private final stream stream;
    private final memory.format_tag any = memory.format_tag.any;
    private final primitive primitive;
    private final IntMemoryMap operands = new IntMemoryMap();
    private final memory result;
    private final Shape resultShape;

    OneDnnConvolution(ConvolutionLayer layer, ConvolutionLayer.Pass pass) {
        engine = new engine(org.bytedeco.dnnl.engine.kind.cpu, 0);
        stream = new stream(engine);
        long[] strides = {layer.spec().strideH(), layer.spec().strideW()};
        long[] before = {layer.spec().padTop(), layer.spec().padLeft()};
        long[] after = {layer.spec().padBottom(), layer.spec().padRight()};
        memory.desc x = desc(layer.x(), any);
        memory.desc w = desc(layer.w(), any);
        memory.desc y = desc(layer.y(), any);
        memory.desc bias = new memory.desc(layer.bias().toArray(), memory.data_type.f32, memory.format_tag.a);
        boolean forwardOnly = pass == ConvolutionLayer.Pass.FORWARD;
        convolution_forward.primitive_desc forward = new convolution_forward.primitive_desc(
                engine,
                forwardOnly ? dnnl.prop_kind.forward_inference : dnnl.prop_kind.forward_training,
                dnnl.algorithm.convolution_direct,
                x,
                w,
                bias,
                y,
                strides,
                before,
                after);
        switch (pass) {
            case FORWARD -> {
                primitive = new convolution_forward(forward);
                give(dnnl.DNNL_ARG_SRC, layer.x(), forward.src_desc());
                give(dnnl.DNNL_ARG_WEIGHTS, layer.w(), forward.weights_desc());
                operands.put(dnnl.DNNL_ARG_BIAS, filled(bias, layer.bias()));
                result = take(dnnl.DNNL_ARG_DST, forward.dst_desc());
                resultShape = layer.y();
            }
            case DATA -> {
                convolution_backward_data.primitive_desc backward = new convolution_backward_data.primitive_desc(
                        engine, dnnl.algorithm.convolution_direct, x, w, y, strides, before, after, forward);
                primitive = new convolution_backward_data(backward);
                give(dnnl.DNNL_ARG_DIFF_DST, layer.y(), backward.diff_dst_desc());
                give(dnnl.DNNL_ARG_WEIGHTS, layer.w(), backward.weights_desc());
                result = take(dnnl.DNNL_ARG_DIFF_SRC, backward.diff_src_desc());
                resultShape = layer.x();
            }
            default -> {
                convolution_backward_weights.primitive_desc backward = new convolution_backward_weights.primitive_desc(
                        engine, dnnl.algorithm.convolution_direct, x, w, y, strides, before, after, forward);
                primitive = new convolution_backward_weights(backward);
                give(dnnl.DNNL_ARG_SRC, layer.x(), backward.src_desc());
                give(dnnl.DNNL_ARG_DIFF_DST, layer.y(), backward.diff_dst_desc());
                result = take(dnnl.DNNL_ARG_DIFF_WEIGHTS, backward.diff_weights_desc());
                resultShape = layer.w();
            }
        }
    }

    /** The description of [N, H, W, C] or [K, R, S, C]; oneDNN names channels second whatever the layout. */
    private static memory.desc desc(Shape s, memory.format_tag layout) {
        return new memory.desc(new long[] {s.dim(0), s.dim(3), s.dim(1), s.dim(2)}, memory.data_type.f32, layout);
    }

    private void give(int argument, Shape shape, memory.desc wanted) {
        memory plain = filled(desc(shape, memory.format_tag.nhwc), shape);
        memory operand = new memory(wanted, engine);
        reorder(plain, operand);
        operands.put(argument, operand);
    }

    private memory take(int argument, memory.desc given) {
        memory result = new memory(given, engine);
        operands.put(argument, result);
        return result;
    }

    private memory filled(memory.desc desc, Shape shape) {
        memory plain = new memory(desc, engine);
        new FloatPointer(plain.get_data_handle()).put(ConvolutionLayer.values(shape));
        return plain;
    }

    private void reorder(memory from, memory to) {
        new org.bytedeco.dnnl.reorder(from, to).execute(stream, from, to);
        stream._wait();
    }

    @Override
    public String who() {
        return "onednn";
    }

    @Override
    public void run() {
        primitive.execute(stream, operands);
        stream._wait();
    }

    /** y, dx or dw in Facet's layout. */
    @Override
    public double[] result() {
        memory plain = new memory(desc(resultShape, memory.format_tag.nhwc), engine);
        reorder(result, plain);
        FloatPointer values = new FloatPointer(plain.get_data_handle());
        double[] copied = new double[Math.toIntExact(resultShape.count())];
        for (int i = 0; i < copied.length; i++) {
            copied[i] = values.get(i);
        }
        return copied;
    }

    @Override
    public void close() {
        scope.close();
    }
}
