package dev.facet.nn.internal.onnx;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.nn.onnx.OnnxException;
import java.util.Map;

/** Add, Sub, Mul, Div, Sum, Pow. */
final class ArithmeticOperators {
    private ArithmeticOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Add", Operator.of(call -> binary(call, HostMath.Function.ADD)));
        operators.put("Sub", Operator.of(call -> binary(call, HostMath.Function.SUB)));
        operators.put("Mul", Operator.of(call -> binary(call, HostMath.Function.MUL)));
        operators.put("Div", Operator.of(call -> binary(call, HostMath.Function.DIV)));
        operators.put("Sum", Operator.of(ArithmeticOperators::sum));
        operators.put("Pow", Operator.of(ArithmeticOperators::pow));
    }

    private static Value binary(Call call, HostMath.Function function) {
        return binary(call, function, call.input(0), call.input(1));
    }

    private static Value binary(Call call, HostMath.Function function, Value a, Value b) {
        if (a.isFoldable() && b.isFoldable()) {
            return call.folded(HostMath.binary(function, a.data(), b.data()));
        }
        if (isScalar(b) && b.rank() <= a.rank()) {
            double scalar = b.data().item();
            return Elementwise.apply(call, a, x -> withScalar(call.graph(), function, x, scalar));
        }
        if (isScalar(a) && a.rank() <= b.rank()) {
            double scalar = a.data().item();
            return Elementwise.apply(call, b, x -> scalarWith(call.graph(), function, scalar, x));
        }
        Use use = function == HostMath.Function.ADD || function == HostMath.Function.SUB ? Use.TERM : Use.FACTOR;
        Graph g = call.graph();
        return Elementwise.apply(call, a, use, b, use, (x, y) -> switch (function) {
            case ADD -> add(g, x, y);
            case SUB -> g.sub(x, y);
            case MUL -> g.mul(x, y);
            case DIV -> g.div(x, y);
            default -> throw new IllegalStateException(function + " is not done in a graph");
        });
    }

    /** A vector is added as a bias, which the engine can fuse with the layer before. */
    private static Node add(Graph g, Node x, Node y) {
        if (isBias(y, x)) {
            return g.biasAdd(x, y);
        }
        return isBias(x, y) ? g.biasAdd(y, x) : g.add(x, y);
    }

    private static boolean isBias(Node vector, Node of) {
        return vector.shape().rank() == 1
                && of.shape().rank() > 1
                && vector.shape().dim(0) == of.shape().dim(-1);
    }

    private static boolean isScalar(Value value) {
        return value.isFoldable() && value.layout().count() == 1;
    }

    private static Node withScalar(Graph g, HostMath.Function function, Node x, double scalar) {
        return switch (function) {
            case ADD -> g.affine(x, 1, scalar);
            case SUB -> g.affine(x, 1, -scalar);
            case MUL -> g.affine(x, scalar, 0);
            default -> g.affine(x, 1 / scalar, 0);
        };
    }

    private static Node scalarWith(Graph g, HostMath.Function function, double scalar, Node x) {
        return switch (function) {
            case ADD -> g.affine(x, 1, scalar);
            case SUB -> g.affine(x, -1, scalar);
            case MUL -> g.affine(x, scalar, 0);
            default -> g.affine(g.reciprocal(x), scalar, 0);
        };
    }

    private static Value sum(Call call) {
        Value total = call.input(0);
        for (int i = 1; i < call.inputCount(); i++) {
            total = binary(call, HostMath.Function.ADD, total, call.input(i));
        }
        return total;
    }

    /** The exponent is a number known at import. */
    private static Value pow(Call call) {
        Value x = call.input(0);
        HostTensor exponent = call.constant(1);
        if (x.isFoldable()) {
            return call.folded(HostMath.binary(HostMath.Function.POW, x.data(), exponent));
        }
        if (exponent.count() != 1 || exponent.rank() > x.rank()) {
            throw new OnnxException("the exponent must be one number");
        }
        double p = exponent.item();
        Graph g = call.graph();
        return Elementwise.apply(call, x, node -> p == 2 ? g.square(node) : p == 0.5 ? g.sqrt(node) : g.pow(node, p));
    }
}
