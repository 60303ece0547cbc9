package dev.facet.nn.internal.onnx;

import dev.facet.engine.Conv2d;
import dev.facet.engine.Node;
import dev.facet.nn.onnx.OnnxException;
import java.util.Map;

/** Conv. */
final class ConvolutionOperators {
    private ConvolutionOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Conv", Operator.of(ConvolutionOperators::conv));
    }

    private static Value conv(Call call) {
        Value x = call.image(0);
        Value w = call.image(1);
        int[] kernel = {(int) w.layout().dim(2), (int) w.layout().dim(3)};
        int[] declared = call.node().integers("kernel_shape", 2, -1);
        if (declared[0] != -1 && (declared[0] != kernel[0] || declared[1] != kernel[1])) {
            throw new OnnxException("kernel_shape is " + declared[0] + "x" + declared[1] + ", but the weights are "
                    + kernel[0] + "x" + kernel[1]);
        }
        Window window =
                Window.of(call.node(), kernel, x.layout().dim(2), x.layout().dim(3));
        long groups = call.node().integer("group", 1);
        if (groups < 1 || groups > Dims.MAX_ELEMENTS) {
            throw new OnnxException("group is " + groups);
        }
        Conv2d spec = new Conv2d(
                window.strideH(),
                window.strideW(),
                window.top(),
                window.left(),
                window.bottom(),
                window.right(),
                window.dilationH(),
                window.dilationW(),
                (int) groups);
        Node weights = call.emit().inOrder(w, Axes.KRSC, Use.WEIGHT);
        Node bias = call.has(2) ? call.emit().rowMajor(call.input(2), Use.BIAS) : null;
        return Images.value(call.graph().conv2d(call.emit().image(x), weights, bias, spec));
    }
}
