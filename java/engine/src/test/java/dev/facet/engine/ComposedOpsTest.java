package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Methods of {@link Graph} that are made of several ops, or of another one: values and gradients by hand. */
class ComposedOpsTest {
    private final Graph g = new Graph(DType.F64);
    private final Node x = g.constant("x", Shape.of(1, 2, 2, 1), new double[] {1, -2, 3, -4});

    @Test
    void resizeNearestRepeatsPixels() {
        Node y = g.resizeNearest(x, 2, 3);
        assertThat(run(y))
                .containsExactly(1, 1, 1, -2, -2, -2, 1, 1, 1, -2, -2, -2, 3, 3, 3, -4, -4, -4, 3, 3, 3, -4, -4, -4);
        assertThat(run(gradientOfSquares(y))).containsExactly(12, -24, 36, -48);
    }

    @Test
    void padsWithAnyConstant() {
        long[] before = {0, 1, 0, 0};
        long[] after = {0, 0, 1, 0};
        assertThat(run(g.pad(x, before, after, 0))).containsExactly(0, 0, 0, 1, -2, 0, 3, -4, 0);
        Node y = g.pad(x, before, after, 7);
        assertThat(run(y)).containsExactly(7, 7, 7, 1, -2, 7, 3, -4, 7);
        assertThat(run(gradientOfSquares(y))).containsExactly(2, -4, 6, -8);
        double low = Double.NEGATIVE_INFINITY;
        assertThat(run(g.pad(x, before, after, low))).containsExactly(low, low, low, 1, -2, low, 3, -4, low);
        assertThat(g.pad(x, new long[4], new long[4], 7)).isSameAs(x);
    }

    @Test
    void transposesOnlyWhatMoves() {
        Node turned = g.transpose(x, 0, 2, 1, 3);
        assertThat(run(turned)).containsExactly(1, 3, -2, -4);
        Node weighted = g.mul(turned, g.constant("w", turned.shape(), new double[] {1, 2, 3, 4}));
        Node gradient =
                Gradients.of(g, g.reshape(g.sum(weighted), 1), List.of(x)).of(x);
        assertThat(run(gradient)).containsExactly(1, 3, 2, 4);
        Node same = g.transpose(x, 3, 1, 0, 2);
        assertThat(same.op().code()).isEqualTo(OpCode.COPY);
        assertThat(same.shape()).isEqualTo(Shape.of(1, 2, 1, 2));
    }

    @Test
    void powersTakeTheCheapestOp() {
        assertThat(g.pow(x, 1)).isSameAs(x);
        assertThat(run(g.pow(x, 2))).containsExactly(1, 4, 9, 16);
        assertThat(run(g.pow(x, 3))).containsExactly(1, -8, 27, -64);
        assertThat(run(g.pow(g.square(x), 0.5))).containsExactly(new double[] {1, 2, 3, 4}, within(1e-15));
    }

    @Test
    void clipsFromZeroFollowTheRuleForRelus() {
        Node y = g.clip(x, 0, 2);
        Node weighted = g.mul(y, g.constant("w", y.shape(), new double[] {-1, 1, 1, -1}));
        Node loss = g.reshape(g.sum(weighted), 1);
        assertThat(run(gradient(loss, ReluRule.EXACT))).containsExactly(-1, 0, 0, 0);
        assertThat(run(gradient(loss, ReluRule.GUIDED))).containsExactly(0, 0, 0, 0);
        assertThat(run(gradient(loss, ReluRule.DECONVNET))).containsExactly(0, 1, 1, 0);
        Node leaky = g.reshape(g.sum(g.leakyRelu(x, 0.5)), 1);
        assertThat(run(gradient(leaky, ReluRule.DECONVNET))).containsExactly(1, 0.5, 1, 0.5);
        Node inverted = g.reshape(g.sum(g.leakyRelu(x, -0.5)), 1);
        assertThat(run(gradient(inverted, ReluRule.EXACT))).containsExactly(1, -0.5, 1, -0.5);
    }

    @Test
    void unknownLabelsHaveNoLossAndNoGradient() {
        Node labels = g.constant("labels", x.shape(), new double[] {-1, -1, 1, -1});
        Node loss = g.sigmoidCrossEntropy(x, labels);
        assertThat(run(loss)[0]).isCloseTo(Math.log1p(Math.exp(-3)), within(1e-15));
        assertThat(run(gradient(loss, ReluRule.EXACT)))
                .containsExactly(new double[] {0, 0, 1 / (1 + Math.exp(-3)) - 1, 0}, within(1e-15));
        Node none = g.sigmoidCrossEntropy(x, g.fill(-1, 1, 2, 2, 1));
        assertThat(run(none)).containsExactly(0);
        assertThat(run(gradient(none, ReluRule.EXACT))).containsOnly(0);
        Node far = g.sigmoidCrossEntropy(g.scale(x, 1e4), g.fill(1, 1, 2, 2, 1));
        assertThat(run(far)[0]).isCloseTo((2e4 + 4e4) / 4, within(1e-9));
    }

    private Node gradient(Node loss, ReluRule rule) {
        return Gradients.of(g, loss, List.of(x), new GradientRules(rule)).of(x);
    }

    private Node gradientOfSquares(Node y) {
        return gradient(g.sumSquares(y), ReluRule.EXACT);
    }

    private double[] run(Node node) {
        try (Session session = new Session()) {
            Executable run = session.compile(g, node);
            run.run();
            return run.output(node).toDoubles();
        }
    }
}
