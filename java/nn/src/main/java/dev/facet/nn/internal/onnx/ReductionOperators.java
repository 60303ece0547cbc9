package dev.facet.nn.internal.onnx;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** ReduceMean, ReduceSum, ReduceL1, ReduceL2, ReduceSumSquare. */
final class ReductionOperators {
    /** A reduction of a node over some of its axes, which stay with size 1. */
    private interface Reduction {
        Node apply(Graph graph, Node x, int[] axes);
    }

    private ReductionOperators() {}

    static void register(Map<String, Operator> operators) {
        put(operators, "ReduceMean", 18, (g, x) -> x, Graph::mean, (g, x) -> x);
        put(operators, "ReduceSum", 13, (g, x) -> x, Graph::sum, (g, x) -> x);
        put(operators, "ReduceL1", 18, Graph::abs, Graph::sum, (g, x) -> x);
        put(operators, "ReduceL2", 18, Graph::square, Graph::sum, Graph::sqrt);
        put(operators, "ReduceSumSquare", 18, Graph::square, Graph::sum, (g, x) -> x);
    }

    private static void put(
            Map<String, Operator> operators,
            String name,
            int axesAreInputSince,
            BiFunction<Graph, Node, Node> before,
            Reduction reduction,
            BiFunction<Graph, Node, Node> after) {
        operators.put(
                name,
                Operator.of(call -> reduce(call, call.list("axes", 1, axesAreInputSince), before, reduction, after)));
    }

    private static Value reduce(
            Call call,
            long[] given,
            BiFunction<Graph, Node, Node> before,
            Reduction reduction,
            BiFunction<Graph, Node, Node> after) {
        Value x = call.input(0);
        int rank = x.rank();
        boolean keep = call.node().flag("keepdims", true);
        boolean nothing = call.node().flag("noop_with_empty_axes", false);
        if ((given == null || given.length == 0) && nothing) {
            return x;
        }
        int[] axes = given == null || given.length == 0
                ? Dims.identity(rank)
                : Arrays.stream(given)
                        .mapToInt(axis -> Dims.axis(axis, rank))
                        .distinct()
                        .toArray();
        Graph g = call.graph();
        Layout layout = x.layout();
        int[] factors = layout.sequence(axes);
        Arrays.sort(factors);
        Node node = before.apply(g, call.emit().asFactors(x));
        Node reduced = after.apply(g, factors.length == 0 ? node : reduction.apply(g, node, factors));
        Value result = Value.computed(reduced, layout.reduced(axes));
        if (keep) {
            return result;
        }
        long[] kept = IntStream.range(0, rank)
                .filter(axis -> Arrays.stream(axes).noneMatch(a -> a == axis))
                .mapToLong(layout::dim)
                .toArray();
        return call.emit().reshaped(result, kept);
    }
}
