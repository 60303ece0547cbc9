package dev.facet.nn.internal.onnx;

import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.nn.onnx.OnnxException;
import dev.facet.nn.onnx.UnsupportedOnnxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Gemm and MatMul. */
final class LinearOperators {
    /** Products of a stack of matrices are written out one by one, up to this many. */
    private static final int MAX_PRODUCTS = 1024;

    private LinearOperators() {}

    static void register(Map<String, Operator> operators) {
        operators.put("Gemm", Operator.of(LinearOperators::gemm));
        operators.put("MatMul", Operator.of(LinearOperators::matMul));
    }

    /** alpha · A · B + beta · C. */
    private static Value gemm(Call call) {
        NodeView node = call.node();
        Value a = matrix(call.input(0), node.flag("transA", false));
        Value b = matrix(call.input(1), !node.flag("transB", false));
        float alpha = node.real("alpha", 1);
        float beta = node.real("beta", 1);
        Columns rows = Columns.orderedRows(call.emit(), a);
        Node weights = rows.matrix(b, Use.WEIGHT);
        long units = b.dims()[0];
        Graph g = call.graph();
        boolean bias = call.has(2) && alpha == 1 && beta == 1 && isVector(call.input(2), units);
        if (bias) {
            Node vector = call.emit()
                    .inSequence(
                            call.input(2),
                            Dims.identity(call.input(2).layout().factors().length),
                            new long[] {units},
                            Use.BIAS);
            return rowMajor(g.linear(rows.node(), weights, vector));
        }
        Node product = g.linear(rows.node(), weights, null);
        Value y = rowMajor(alpha == 1 ? product : g.scale(product, alpha));
        if (!call.has(2) || beta == 0) {
            return y;
        }
        Value c = call.input(2);
        if (c.rank() > 2 || !Arrays.equals(Dims.broadcast(y.dims(), c.dims()), y.dims())) {
            throw new OnnxException("C of the sizes " + Arrays.toString(c.dims()) + " does not fit the product, "
                    + Arrays.toString(y.dims()));
        }
        return Elementwise.apply(call, y, Use.TERM, c, Use.TERM, (p, t) -> g.add(p, beta == 1 ? t : g.scale(t, beta)));
    }

    private static Value rowMajor(Node node) {
        return Value.computed(node, Layout.rowMajor(node.shape().toArray()));
    }

    private static Value matrix(Value value, boolean transposed) {
        if (value.rank() != 2) {
            throw new OnnxException("a matrix is needed, not the sizes " + Arrays.toString(value.dims()));
        }
        return transposed ? value.viewed(value.layout().transposed(1, 0)) : value;
    }

    private static boolean isVector(Value value, long units) {
        return value.layout().count() == units
                && value.rank() >= 1
                && value.layout().dim(value.rank() - 1) == units;
    }

    /** As NumPy's matmul: a vector is a row on the left and a column on the right, further axes are a stack. */
    private static Value matMul(Call call) {
        Value a = call.input(0);
        Value b = call.input(1);
        if (a.rank() == 0 || b.rank() == 0) {
            throw new OnnxException("a scalar has no matrix product");
        }
        Value left = a.rank() == 1 ? call.emit().reshaped(a, 1, a.layout().dim(0)) : a;
        Value right = b.rank() == 1 ? call.emit().reshaped(b, b.layout().dim(0), 1) : b;
        Value product = right.rank() == 2 ? withMatrix(call, left, right) : stacked(call, left, right);
        if (a.rank() > 1 && b.rank() > 1) {
            return product;
        }
        long[] dims = product.dims();
        List<Long> kept = new ArrayList<>();
        for (int i = 0; i < dims.length; i++) {
            boolean added = a.rank() == 1 && i == dims.length - 2 || b.rank() == 1 && i == dims.length - 1;
            if (!added) {
                kept.add(dims[i]);
            }
        }
        return call.emit()
                .reshaped(product, kept.stream().mapToLong(Long::longValue).toArray());
    }

    private static Value withMatrix(Call call, Value left, Value right) {
        Columns rows = Columns.orderedRows(call.emit(), left);
        Node weights = rows.matrix(right.viewed(right.layout().transposed(1, 0)), Use.WEIGHT);
        Node product = call.graph().linear(rows.node(), weights, null);
        long[] dims = left.dims();
        dims[dims.length - 1] = right.layout().dim(1);
        return Value.computed(product, Layout.rowMajor(dims));
    }

    private static Value stacked(Call call, Value left, Value right) {
        long m = left.layout().dim(left.rank() - 2);
        long k = left.layout().dim(left.rank() - 1);
        long n = right.layout().dim(right.rank() - 1);
        long[] stack = Dims.broadcast(
                Arrays.copyOf(left.dims(), left.rank() - 2), Arrays.copyOf(right.dims(), right.rank() - 2));
        int count = Dims.count(stack);
        if (count > MAX_PRODUCTS) {
            throw new UnsupportedOnnxException(
                    "a stack of " + count + " products; at most " + MAX_PRODUCTS + " are supported");
        }
        if (right.layout().dim(right.rank() - 2) != k) {
            throw new OnnxException("the sizes " + Arrays.toString(left.dims()) + " and "
                    + Arrays.toString(right.dims()) + " do not fit for a matrix product");
        }
        Graph g = call.graph();
        Node lefts = stack(call, left, stack, m, k);
        Node rights = stack(call, right, stack, k, n);
        List<Node> products = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Node x = g.reshape(g.slice(lefts, new long[] {i, 0, 0}, new long[] {1, m, k}), m, k);
            Node y = g.reshape(g.slice(rights, new long[] {i, 0, 0}, new long[] {1, k, n}), k, n);
            products.add(g.reshape(g.matmul(x, y, false, false), 1, m, n));
        }
        long[] dims = Arrays.copyOf(stack, stack.length + 2);
        dims[stack.length] = m;
        dims[stack.length + 1] = n;
        return Value.computed(Pieces.concat(g, 0, products), Layout.rowMajor(dims));
    }

    /** Matrices [r,c] repeated to the stack, as one node [count,r,c]. */
    private static Node stack(Call call, Value value, long[] stack, long r, long c) {
        long[] dims = Arrays.copyOf(stack, stack.length + 2);
        dims[stack.length] = r;
        dims[stack.length + 1] = c;
        Value whole = SelectionOperators.expand(call, value, dims);
        return call.graph().reshape(call.emit().rowMajor(whole, Use.FACTOR), Dims.count(stack), r, c);
    }
}
