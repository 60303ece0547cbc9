package dev.facet.nn.internal.onnx;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.nn.Mode;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.util.Map;

/** BatchNormalization, InstanceNormalization, LpNormalization. */
final class NormalisationOperators {
    /** Keeps 0/0 away and is below the rounding error of any sum of squares that matters. */
    private static final double TINY = 1e-30;

    private NormalisationOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("BatchNormalization", Operator.of(NormalisationOperators::batchNorm));
        operators.put("InstanceNormalization", Operator.of(NormalisationOperators::instanceNorm));
        operators.put("LpNormalization", Operator.of(NormalisationOperators::lpNorm));
    }

    /** Uses the running statistics, or the batch's when training; ONNX's momentum is the weight of the old statistics. */
    private static Value batchNorm(Call call) {
        NodeView node = call.node();
        node.ignore("spatial");
        if (node.flag("training_mode", false) && call.context().mode() == Mode.INFERENCE) {
            throw new UnsupportedOnnxException("the model was saved in training mode; save it in inference mode");
        }
        double epsilon = node.real("epsilon", 1e-5f);
        double momentum = 1 - (double) node.real("momentum", 0.9f);
        Value x = call.input(0);
        Columns columns = Columns.anyRows(call.emit(), x, channelAxis(x));
        Node y = call.graph()
                .batchNorm(
                        columns.shaped(),
                        columns.vector(call.input(1), Use.SCALE),
                        columns.vector(call.input(2), Use.BIAS),
                        columns.vector(call.input(3), Use.RUNNING_MEAN),
                        columns.vector(call.input(4), Use.RUNNING_VARIANCE),
                        epsilon,
                        momentum,
                        call.context().mode() == Mode.TRAINING);
        return columns.value(y);
    }

    private static int channelAxis(Value x) {
        if (x.rank() < 2) {
            throw new UnsupportedOnnxException("its input has no axis of channels");
        }
        return 1;
    }

    private static Value instanceNorm(Call call) {
        double epsilon = call.node().real("epsilon", 1e-5f);
        Node x = call.emit().image(call.image(0));
        Graph g = call.graph();
        Node centred = g.sub(x, g.mean(x, 1, 2));
        Node variance = g.mean(g.square(centred), 1, 2);
        Node normed = g.div(centred, g.sqrt(g.affine(variance, 1, epsilon)));
        Node scale = call.emit().rowMajor(call.input(1), Use.SCALE);
        Node bias = call.emit().rowMajor(call.input(2), Use.BIAS);
        return Images.value(g.biasAdd(g.mul(normed, scale), bias));
    }

    private static Value lpNorm(Call call) {
        Value x = call.input(0);
        int axis = Dims.axis(call.node().integer("axis", -1), x.rank());
        long p = call.node().integer("p", 2);
        if (p != 1 && p != 2) {
            throw new UnsupportedOnnxException("p is " + p + "; 1 and 2 are supported");
        }
        Columns columns = Columns.anyRows(call.emit(), x, axis);
        Graph g = call.graph();
        Node rows = columns.node();
        if (p == 2) {
            return columns.value(g.l2Normalize(rows, TINY));
        }
        return columns.value(g.div(rows, g.affine(g.sum(g.abs(rows), 1), 1, TINY)));
    }
}
