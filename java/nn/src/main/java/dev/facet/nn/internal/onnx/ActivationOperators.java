package dev.facet.nn.internal.onnx;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import dev.facet.nn.onnx.OnnxException;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Functions of one value, element by element, and Softmax. */
final class ActivationOperators {
    private ActivationOperators() {}

    static void register(Map<String, Operator> operators) {
        unary(operators, "Relu", Graph::relu);
        unary(operators, "Sigmoid", Graph::sigmoid);
        unary(operators, "Tanh", Graph::tanh);
        unary(operators, "Exp", Graph::exp);
        unary(operators, "Log", Graph::log);
        unary(operators, "Sqrt", Graph::sqrt);
        unary(operators, "Abs", Graph::abs);
        unary(operators, "Sign", Graph::sign);
        unary(operators, "Neg", (g, x) -> g.scale(x, -1));
        unary(operators, "Reciprocal", Graph::reciprocal);
        unary(operators, "HardSwish", Graph::hardSwish);
        operators.put("LeakyRelu", Operator.of(ActivationOperators::leakyRelu));
        operators.put("HardSigmoid", Operator.of(ActivationOperators::hardSigmoid));
        operators.put("Clip", Operator.of(ActivationOperators::clip));
        operators.put("PRelu", Operator.of(ActivationOperators::prelu));
        operators.put("Softmax", Operator.of(ActivationOperators::softmax));
    }

    private static void unary(Map<String, Operator> operators, String name, BiFunction<Graph, Node, Node> function) {
        operators.put(
                name,
                Operator.of(call -> Elementwise.apply(call, call.input(0), x -> function.apply(call.graph(), x))));
    }

    private static Value leakyRelu(Call call) {
        double alpha = call.node().real("alpha", 0.01f);
        return Elementwise.apply(call, call.input(0), x -> call.graph().leakyRelu(x, alpha));
    }

    private static Value hardSigmoid(Call call) {
        double alpha = call.node().real("alpha", 0.2f);
        double beta = call.node().real("beta", 0.5f);
        return Elementwise.apply(call, call.input(0), x -> call.graph().hardSigmoid(x, alpha, beta));
    }

    private static Value clip(Call call) {
        boolean attributes = call.opset() < 11;
        double low = attributes
                ? call.node().real("min", Float.NEGATIVE_INFINITY)
                : call.has(1) ? call.constant(1).item() : Double.NEGATIVE_INFINITY;
        double high = attributes
                ? call.node().real("max", Float.POSITIVE_INFINITY)
                : call.has(2) ? call.constant(2).item() : Double.POSITIVE_INFINITY;
        return Elementwise.apply(call, call.input(0), x -> call.graph().clip(x, low, high));
    }

    /** x where positive, slope · x elsewhere; the slope is a value for all, one for each channel, or one for each element. */
    private static Value prelu(Call call) {
        Value x = call.input(0);
        Value slope = call.input(1);
        if (slope.rank() > x.rank()) {
            throw new OnnxException("the slope has more axes than the values");
        }
        Graph g = call.graph();
        Node node = Elementwise.node(call.emit(), x);
        Node slopes = Elementwise.following(
                call.emit(), x, slope.viewed(slope.layout().padded(x.rank())), Use.SCALE);
        Shape perChannel = Shape.of(node.shape().dim(-1));
        if (slopes.shape().count() == 1) {
            slopes = g.reshape(slopes, 1);
        }
        Node result = slopes.shape().equals(perChannel) || slopes.shape().equals(Shape.SCALAR)
                ? g.prelu(node, slopes)
                : g.sub(g.relu(node), g.mul(g.relu(g.scale(node, -1)), slopes));
        return Value.computed(result, x.layout());
    }

    /** Over one axis, or before opset 13 over all axes from the given one on. */
    private static Value softmax(Call call) {
        Value x = call.input(0);
        int rank = x.rank();
        int axis = Dims.axis(call.node().integer("axis", call.opset() < 13 ? 1 : -1), rank);
        int end = call.opset() < 13 ? rank : axis + 1;
        Columns columns =
                Columns.anyRows(call.emit(), x, IntStream.range(axis, end).toArray());
        return columns.value(call.graph().softmax(columns.shaped()));
    }
}
