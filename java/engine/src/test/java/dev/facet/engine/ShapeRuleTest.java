package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Shape rules and the texts of their errors: op, fault, every argument with its shape. */
class ShapeRuleTest {
    private final Graph g = new Graph();
    private final Node image = g.input("image", 2, 5, 6, 4);
    private final Node matrix = g.input("matrix", 3, 4);
    private final Node vector = g.input("vector", 7);
    private final Node labels = g.input("labels", DType.I32, 3);

    @Test
    void infersShapes() {
        assertThat(g.conv2d(
                                image,
                                g.parameter("w", 8, 3, 3, 2),
                                null,
                                Conv2d.same(3).stride(2).groups(2))
                        .shape())
                .isEqualTo(Shape.of(2, 3, 3, 8));
        assertThat(g.maxPool2d(image, Pool2d.of(2)).shape()).isEqualTo(Shape.of(2, 2, 3, 4));
        assertThat(g.avgPool2d(image, Pool2d.of(3).stride(2).pad(1), false).shape())
                .isEqualTo(Shape.of(2, 3, 3, 4));
        assertThat(g.globalAvgPool(image).shape()).isEqualTo(Shape.of(2, 4));
        assertThat(g.linear(matrix, g.parameter("fc", 9, 4), null).shape()).isEqualTo(Shape.of(3, 9));
        assertThat(g.add(image, g.input("channel", 4)).shape()).isEqualTo(image.shape());
        assertThat(g.sum(image, 0, 3).shape()).isEqualTo(Shape.of(1, 5, 6, 1));
        assertThat(g.mean(matrix).shape()).isEqualTo(Shape.of(1, 1));
        assertThat(g.concat(1, matrix, matrix).shape()).isEqualTo(Shape.of(3, 8));
        assertThat(g.slice(matrix, new long[] {1, 0}, new long[] {2, 3}).shape())
                .isEqualTo(Shape.of(2, 3));
        assertThat(g.broadcast(vector, Shape.of(2, 7)).shape()).isEqualTo(Shape.of(2, 7));
        assertThat(g.resizeBilinear(image, 10, 3).shape()).isEqualTo(Shape.of(2, 10, 3, 4));
        assertThat(g.ecLoss(image, g.input("t", 9, 30), new EcLossOp(1, true, false))
                        .logMarginal()
                        .shape())
                .isEqualTo(Shape.of(4, 9));
        assertThat(g.reshape(matrix, 3, 4)).isSameAs(matrix);
        assertThat(g.prelu(image, g.parameter("slope", 4)).shape()).isEqualTo(image.shape());
        assertThat(g.prelu(image, g.parameter("one slope", 1)).shape()).isEqualTo(image.shape());
        assertThat(g.transpose(image, 0, 3, 1, 2).shape()).isEqualTo(Shape.of(2, 4, 5, 6));
        assertThat(g.pad(image, new long[] {0, 1, 2, 0}, new long[] {0, 3, 0, 0}, 0)
                        .shape())
                .isEqualTo(Shape.of(2, 9, 8, 4));
        assertThat(g.resizeNearest(image, 2, 3).shape()).isEqualTo(Shape.of(2, 10, 18, 4));
        assertThat(g.oneHot(labels, 9).shape()).isEqualTo(Shape.of(3, 9));
        assertThat(g.sigmoidCrossEntropy(matrix, g.input("attributes", 3, 4)).shape())
                .isEqualTo(Shape.SCALAR);
    }

    @Test
    void namesOpFaultAndArguments() {
        Node w = g.parameter("w", 8, 3, 3, 3);
        refused(
                () -> g.conv2d(image, w, null, Conv2d.same(3)),
                "conv2d: w [K,R,S,C/groups] with 1 groups takes 3 channels, x [N,H,W,C] has 4; x is f32 2x5x6x4, w is f32 8x3x3x3");
        refused(
                () -> g.linear(matrix, g.parameter("fc", 9, 5), null),
                "matmul: the inner sizes differ: 4 of a, 5 of b (transposed); a is f32 3x4, b is f32 9x5");
        refused(() -> g.maxPool2d(matrix, Pool2d.of(2)), "max_pool2d: x must have 4 axes; x is f32 3x4");
        refused(
                () -> g.maxPool2d(image, Pool2d.of(7)),
                "max_pool2d: the window 7x7 is larger than the padded image; x is f32 2x5x6x4");
        refused(
                () -> g.add(matrix, vector),
                "binary: ADD cannot broadcast axis 1 (4 against 7); a is f32 3x4, b is f32 1x7");
        refused(() -> g.biasAdd(matrix, vector), "bias_add: bias must be 4; x is f32 3x4, bias is f32 7");
        refused(
                () -> g.softmaxCrossEntropy(matrix, vector, 0),
                "softmax_xent: labels must be I32; logits is f32 3x4, labels is f32 7");
        refused(() -> g.exp(labels), "unary: x must be floating; x is i32 3");
        refused(() -> g.reshape(matrix, 5, 2), "copy: x has not as many elements as the new shape 5x2; x is f32 3x4");
        refused(
                () -> g.concat(0, matrix, vector),
                "concat: all inputs must agree on every axis but 0; input 0 is f32 3x4, input 1 is f32 7");
        refused(
                () -> g.slice(matrix, new long[] {2, 0}, new long[] {2, 4}),
                "slice: the box of 2x4 at [2, 0] leaves 3x4 on axis 0; x is f32 3x4");
        refused(() -> g.sum(matrix, 2), "reduce: axes [2] must be distinct axes of x, which is 3x4");
        refused(() -> g.prelu(matrix, vector), "prelu: slope must be 4; x is f32 3x4, slope is f32 7");
        refused(
                () -> g.transpose(matrix, 0, 0),
                "transpose: the axes [0, 0] must be those of x in another order; x is f32 3x4");
        refused(
                () -> g.pad(matrix, new long[] {0, -1}, new long[] {0, 0}, 0),
                "pad: the paddings [0, -1] and [0, 0] need one entry, not negative, for each axis of x, which is 3x4");
        refused(
                () -> g.resizeNearest(matrix, 2, 2),
                "resizeNearest: x must be [N,H,W,C] and the factors positive, not 3x4 and 2, 2");
        refused(() -> g.oneHot(vector, 3), "one_hot: labels must be I32; labels is f32 7");
        refused(
                () -> g.sigmoidCrossEntropy(matrix, vector),
                "sigmoid_xent: labels must be 3x4; logits is f32 3x4, labels is f32 7");
        refused(() -> g.input("empty", 3, 0), "Every axis of a shape is at least 1: [3, 0]");
        refused(() -> g.input("deep", 1, 1, 1, 1, 1, 1, 1), "A shape has 1 to 6 axes, not 7: [1, 1, 1, 1, 1, 1, 1]");
        refused(() -> g.constant("c", Shape.of(2), new float[3]), "Constant c of shape 2 needs 2 values, got 3");
        refused(
                () -> g.ecLoss(image, matrix, new EcLossOp(1, false, false)),
                "ecloss: templates [T,H*W] must be as large as the maps of x [N,H,W,C]; x is f32 2x5x6x4, templates is f32 3x4");
        refused(
                () -> g.ecLoss(image, g.input("few", 7, 30), new EcLossOp(1, false, false, 2)),
                "ecloss: templates [T,H*W] must hold the 4 rows of each of the 2 orbits; x is f32 2x5x6x4, templates is f32 7x30");
    }

    @Test
    void checksNamesGraphsAndUpdates() {
        assertThatThrownBy(() -> g.input("image", 1)).hasMessageContaining("image is taken");
        assertThatThrownBy(() -> g.relu(new Graph().input("x", 1))).hasMessageContaining("another graph");
        assertThatThrownBy(() -> g.relu(null)).hasMessage("relu: input 0 is null");
        assertThatThrownBy(() -> g.node("nobody"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("image");
        Node p = g.parameter("p", 2);
        Node gradient = g.exp(p);
        Node v = g.state("v", 2);
        Node lr = g.input("lr", 1);
        assertThatThrownBy(() -> g.sgdUpdate(vector, vector, v, lr, 0, 0, false))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> g.sgdUpdate(gradient, gradient, v, lr, 0, 0, false))
                .hasMessageContaining("parameter is updated in place");
        g.sgdUpdate(p, gradient, v, lr, 0, 0, false);
        assertThatThrownBy(() -> g.sgdUpdate(p, gradient, g.state("v2", 2), lr, 0, 0, false))
                .hasMessageContaining("has an update already");
        assertThatThrownBy(() ->
                        g.batchNorm(matrix, channel("a"), channel("b"), channel("c"), channel("d"), 1e-5, 0.1, true))
                .hasMessageContaining("runningMean is updated in place");
    }

    @Test
    void nodesKeepTheirFirstGivenName() {
        Node y = g.named("embedding", g.named("relu7", g.relu(matrix)));
        assertThat(y.name()).isEqualTo("relu7");
        assertThat(g.node("embedding")).isSameAs(y);
        assertThat(g.names()).containsAllEntriesOf(Map.of("relu7", y, "embedding", y));
        assertThat(g.nodes()).contains(y);
        assertThat(y.inputs()).isEqualTo(List.of(matrix));
    }

    @Test
    void refusesImpossibleParameters() {
        assertThatThrownBy(() -> g.dropout(matrix, 1, g.input("seed", DType.I32, 1)))
                .hasMessageContaining("rate of dropout");
        assertThatThrownBy(() -> Conv2d.same(2)).hasMessageContaining("odd kernel");
        assertThatThrownBy(() -> Pool2d.of(2).pad(2)).hasMessageContaining("smaller than its window");
        assertThatThrownBy(() -> g.clip(matrix, 1, 0)).hasMessageContaining("minimum must not exceed the maximum");
        assertThatThrownBy(() -> g.leakyRelu(matrix, Double.NaN)).hasMessageContaining("LEAKY_RELU");
        assertThatThrownBy(() -> new EcLossOp(2, false, false)).hasMessageContaining("lambda");
        assertThatThrownBy(() -> new Graph(DType.I32)).hasMessageContaining("F32 or F64");
    }

    private Node channel(String name) {
        return g.parameter(name, 4);
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(ShapeException.class).hasMessage(message);
    }
}
