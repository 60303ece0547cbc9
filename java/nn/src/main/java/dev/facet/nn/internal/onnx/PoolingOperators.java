package dev.facet.nn.internal.onnx;

import dev.facet.engine.Node;
import dev.facet.engine.Pool2d;
import dev.facet.nn.onnx.OnnxException;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.util.Map;

/** MaxPool, AveragePool, GlobalAveragePool, GlobalMaxPool. */
final class PoolingOperators {
    private PoolingOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("MaxPool", Operator.of(PoolingOperators::maxPool));
        operators.put("AveragePool", Operator.of(PoolingOperators::averagePool));
        operators.put(
                "GlobalAveragePool",
                Operator.of(call -> Images.value(call.graph().mean(call.emit().image(call.image(0)), 1, 2))));
        operators.put("GlobalMaxPool", Operator.of(PoolingOperators::globalMaxPool));
    }

    private static Value maxPool(Call call) {
        call.node().ignore("storage_order");
        Value x = call.image(0);
        Window window = window(call, x);
        if (call.node().flag("ceil_mode", false)) {
            window = window.ceiled(x.layout().dim(2), x.layout().dim(3));
        }
        return Images.value(call.graph().maxPool2d(call.emit().image(x), spec(window)));
    }

    private static Value averagePool(Call call) {
        Value x = call.image(0);
        boolean countPadding = call.node().flag("count_include_pad", false);
        Window window = window(call, x);
        Node image = call.emit().image(x);
        if (call.node().flag("ceil_mode", false)) {
            Window ceiled = window.ceiled(x.layout().dim(2), x.layout().dim(3));
            if (countPadding && !ceiled.equals(window)) {
                // The padding counts, the overhang of the last window does not: make the padding part of the image.
                image = call.graph()
                        .pad(
                                image,
                                new long[] {0, window.top(), window.left(), 0},
                                new long[] {0, window.bottom(), window.right(), 0},
                                0);
                ceiled = new Window(
                        window.kernelH(),
                        window.kernelW(),
                        window.strideH(),
                        window.strideW(),
                        0,
                        0,
                        ceiled.bottom() - window.bottom(),
                        ceiled.right() - window.right(),
                        1,
                        1);
                countPadding = false;
            }
            window = ceiled;
        }
        return Images.value(call.graph().avgPool2d(image, spec(window), countPadding));
    }

    private static Value globalMaxPool(Call call) {
        Value x = call.image(0);
        int h = (int) x.layout().dim(2);
        int w = (int) x.layout().dim(3);
        return Images.value(call.graph().maxPool2d(call.emit().image(x), new Pool2d(h, w, h, w, 0, 0, 0, 0)));
    }

    private static Window window(Call call, Value x) {
        if (!call.node().has("kernel_shape")) {
            throw new OnnxException("kernel_shape is missing");
        }
        int[] kernel = call.node().integers("kernel_shape", 2, 1);
        Window window =
                Window.of(call.node(), kernel, x.layout().dim(2), x.layout().dim(3));
        if (window.dilationH() != 1 || window.dilationW() != 1) {
            throw new UnsupportedOnnxException("dilated pooling is not supported");
        }
        return window;
    }

    private static Pool2d spec(Window window) {
        return new Pool2d(
                window.kernelH(),
                window.kernelW(),
                window.strideH(),
                window.strideW(),
                window.top(),
                window.left(),
                window.bottom(),
                window.right());
    }
}
