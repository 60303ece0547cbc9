package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.engine.internal.Aliases;
import dev.facet.engine.internal.Step;
import dev.facet.engine.internal.Storage;
import dev.facet.engine.ops.Sgd;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The planner's passes; pure Java, no native code runs. */
class PlanTest {
    @Test
    void leavesOutWhatNoOutputNeeds() {
        Graph g = new Graph();
        Node x = g.input("x", 4);
        Node y = g.exp(x);
        g.log(x);
        Plan plan = Plan.of(g, List.of(y));
        assertThat(plan.steps()).isEqualTo(1);
    }

    @Test
    void fusesConvolutionBiasAndRelu() {
        Graph g = new Graph();
        Node x = g.input("x", 1, 4, 4, 2);
        Node conv = g.conv2d(x, g.parameter("w", 3, 3, 3, 2), null, Conv2d.same(3));
        Node y = g.relu(g.biasAdd(conv, g.parameter("b", 3)));
        assertThat(Plan.of(g, List.of(y)).steps()).isEqualTo(1);
        assertThat(Plan.of(g, List.of(y)).fusions()).containsOnlyKeys("conv2d+bias", "conv2d+relu");
        PlanOptions options = PlanOptions.defaults();
        assertThat(Plan.of(g, List.of(y), options.withoutFusions()).steps()).isEqualTo(3);
        assertThat(Plan.of(g, List.of(y), options.withoutFusion("conv2d+bias")).steps())
                .isEqualTo(3);
        assertThat(Plan.of(g, List.of(y), options.withoutFusion("conv2d+relu")).steps())
                .isEqualTo(2);
    }

    @Test
    void doesNotFuseAwayWhatIsTappedOrReadTwice() {
        Graph g = new Graph();
        Node x = g.input("x", 2, 3);
        Node z = g.linear(x, g.parameter("w", 4, 3), g.parameter("b", 4));
        Node y = g.relu(z);
        assertThat(Plan.of(g, List.of(y)).steps()).isEqualTo(1);
        assertThat(Plan.of(g, List.of(y, z)).steps()).isEqualTo(2);
        Node twice = g.add(y, z);
        assertThat(Plan.of(g, List.of(twice)).steps()).isEqualTo(3);
    }

    @Test
    void fusesTheReluMaskIntoTheGradientOfBatchNorm() {
        Graph g = new Graph();
        Node x = g.parameter("x", 6, 3);
        Node normal = g.batchNorm(
                x,
                g.parameter("gamma", 3),
                g.parameter("beta", 3),
                g.state("mean", 3),
                g.state("var", 3),
                1e-5,
                0.1,
                true);
        Node loss = g.sumSquares(g.relu(normal));
        Node dx = Gradients.of(g, loss, List.of(x)).of(x);
        assertThat(Plan.of(g, List.of(loss, dx)).fusions())
                .containsOnlyKeys("batchNorm+relu", "batchNormGrad+reluGrad");
    }

    @Test
    void keepsGuidedReluOutOfTheGradientOfBatchNorm() {
        Graph g = new Graph();
        Node x = g.parameter("x", 6, 3);
        Node normal = g.batchNorm(
                x,
                g.parameter("gamma", 3),
                g.parameter("beta", 3),
                g.state("mean", 3),
                g.state("var", 3),
                1e-5,
                0.1,
                true);
        Node loss = g.sumSquares(g.relu(normal));
        Node dx = Gradients.of(g, loss, List.of(x), new GradientRules(ReluRule.GUIDED))
                .of(x);
        assertThat(Plan.of(g, List.of(dx)).fusions()).containsOnlyKeys("batchNorm+relu");
    }

    @Test
    void fusesEcLossWithItsGradient() {
        Graph g = new Graph();
        Node x = g.parameter("x", 2, 3, 3, 4);
        Node beta = g.input("beta", 1);
        Node ecLoss =
                g.ecLoss(x, g.input("t", 5, 9), new EcLossOp(1, false, false)).loss();
        Node loss = g.add(g.sumSquares(x), g.mul(ecLoss, beta));
        Node dx = Gradients.of(g, loss, List.of(x)).of(x);
        Plan plan = Plan.of(g, List.of(loss, dx));
        assertThat(plan.fusions()).containsOnlyKeys("ecLoss+ecLossGrad");
        assertThat(plan.steps())
                .isEqualTo(Plan.of(g, List.of(loss, dx), PlanOptions.defaults().withoutFusions())
                                .steps()
                        - 1);
        assertThat(Plan.of(g, List.of(loss)).fusions()).isEmpty();
    }

    @Test
    void readsRowsOf16BitsPacked() {
        Graph g = new Graph();
        Node rows = g.unpack16(g.input("words", DType.I32, 6, 4), Half.F16, 8);
        Node scores = g.plsPass(
                rows, g.input("weights", 2, 8), g.input("offset", 2), g.input("member", 6, 2), g.state("sums", 2, 8));
        g.rowProducts(rows, scores, g.state("products", 2, 8));
        Node gram = g.gram(rows);
        assertThat(ops(Plan.of(g, List.of(scores, gram))))
                .containsExactlyInAnyOrder(OpCode.PLS_PASS, OpCode.ROW_PRODUCTS, OpCode.GRAM);
        assertThat(ops(Plan.of(g, List.of(scores, gram, rows))))
                .as("unpacked for the caller alone")
                .containsExactlyInAnyOrder(OpCode.UNPACK16, OpCode.PLS_PASS, OpCode.ROW_PRODUCTS, OpCode.GRAM);
        assertThat(Plan.of(g, List.of(scores, gram, rows)).fusions()).containsExactly(Map.entry("unpack16+rows", 3));
    }

    @Test
    void unpacksOddRowsForInnerProducts() {
        Graph g = new Graph();
        Node gram = g.gram(g.unpack16(g.input("words", DType.I32, 6, 4), Half.BF16, 7));
        assertThat(ops(Plan.of(g, List.of(gram)))).containsExactly(OpCode.UNPACK16, OpCode.GRAM);
    }

    @Test
    void keepsEcLossApartFromAGradientWhoseFactorNeedsTheLossOrAVariable() {
        Graph g = new Graph();
        Node x = g.input("x", 2, 3, 3, 4);
        Node ecLoss =
                g.ecLoss(x, g.input("t", 5, 9), new EcLossOp(1, false, false)).loss();
        for (Node loss : List.of(g.square(ecLoss), g.mul(ecLoss, g.parameter("weight", 1)))) {
            Node dx = Gradients.of(g, loss, List.of(x)).of(x);
            assertThat(Plan.of(g, List.of(loss, dx)).fusions()).isEmpty();
        }
    }

    @Test
    void foldsBatchNormIntoTheConvolutionBeforeIt() {
        Graph g = new Graph();
        Node conv = g.conv2d(g.input("x", 1, 4, 4, 2), g.parameter("w", 3, 3, 3, 2), null, Conv2d.same(3));
        Node y = g.relu6(normalised(g, conv, false));
        Plan folded = Plan.of(g, List.of(y));
        assertThat(folded.fusions()).containsOnlyKeys("batchNorm+relu6", "conv2d+batchNorm");
        assertThat(folded.arenaBytes(Plan.Arena.PREPARED)).isGreaterThan(3 * 3 * 3 * 2 * 4);
        assertThat(folded.arenaBytes(Plan.Arena.ACTIVATIONS)).isZero();
        assertThat(Plan.of(g, List.of(y, conv)).fusions()).containsOnlyKeys("batchNorm+relu6");
    }

    @Test
    void foldsNothingThatARunUpdates() {
        Graph g = new Graph();
        Node w = g.parameter("w", 3, 3, 3, 2);
        Node conv = g.conv2d(g.input("x", 1, 4, 4, 2), w, null, Conv2d.same(3));
        Node y = normalised(g, conv, false);
        g.sgdUpdate(w, g.square(w), g.state("velocity", 3, 3, 3, 2), g.input("lr", 1), 0.9, 0, false);
        assertThat(Plan.of(g, List.of(y)).fusions()).isEmpty();
        assertThat(Plan.of(g, List.of(y), PlanOptions.defaults().updates(false)).fusions())
                .containsOnlyKeys("conv2d+batchNorm");
    }

    private static List<OpCode> ops(Plan plan) {
        return plan.layout().steps().stream().map(step -> step.op().code()).toList();
    }

    private static Node normalised(Graph g, Node x, boolean training) {
        long c = x.shape().dim(-1);
        return g.batchNorm(
                x,
                g.parameter("gamma", c),
                g.parameter("beta", c),
                g.state("mean", c),
                g.state("var", c),
                1e-5,
                0.1,
                training);
    }

    @Test
    void updatesRunRightAfterTheLastReader() {
        Graph g = new Graph();
        Node x = g.input("x", 2, 3);
        Node w1 = g.parameter("w1", 3, 3);
        Node w2 = g.parameter("w2", 3, 3);
        Node loss = g.sumSquares(g.linear(g.tanh(g.linear(x, w1, null)), w2, null));
        Gradients gradients = Gradients.of(g, loss, List.of(w1, w2));
        Node lr = g.input("lr", 1);
        g.sgdUpdate(w1, gradients.of(w1), g.state("v1", 3, 3), lr, 0.9, 0, false);
        g.sgdUpdate(w2, gradients.of(w2), g.state("v2", 3, 3), lr, 0.9, 0, false);
        List<Step> steps = Plan.of(g, List.of(loss)).layout().steps();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).op() instanceof Sgd) {
                Node parameter = steps.get(i).inputs().get(0);
                assertThat(steps.subList(i + 1, steps.size()))
                        .as("readers of %s after its update", parameter)
                        .noneMatch(step -> step.inputs().contains(parameter));
                Step before = steps.get(i - 1);
                assertThat(before.inputs().contains(parameter)
                                || before.outputs()
                                        .contains(steps.get(i).inputs().get(1)))
                        .as("the update of %s has no reason to wait for %s", parameter, before)
                        .isTrue();
            }
        }
        assertThat(steps.stream().filter(step -> step.op() instanceof Sgd)).hasSize(2);
        assertThat(Plan.of(g, List.of(loss), PlanOptions.defaults().updates(false))
                        .layout()
                        .steps())
                .noneMatch(step -> step.op() instanceof Sgd);
    }

    @Test
    void chainsOfElementwiseOpsRunInPlace() {
        Graph g = new Graph();
        Node x = g.input("x", 1000);
        Node y = g.exp(g.tanh(g.sigmoid(g.scale(x, 2))));
        Node sum = g.sumSquares(y);
        Plan plan = Plan.of(g, List.of(sum));
        assertThat(plan.storages(Plan.Arena.ACTIVATIONS)).hasSize(1);
        assertThat(plan.arenaBytes(Plan.Arena.ACTIVATIONS)).isEqualTo(Storage.aligned(4000));
        assertThat(plan.savedBytes()).isEqualTo(3 * Storage.aligned(4000));
        assertThat(Plan.of(g, List.of(sum), PlanOptions.defaults().reuseMemory(false))
                        .arenaBytes(Plan.Arena.ACTIVATIONS))
                .isEqualTo(4 * Storage.aligned(4000));
    }

    @Test
    void reshapeCostsNothing() {
        Graph g = new Graph();
        Node x = g.input("x", 2, 6);
        Node y = g.reshape(g.exp(g.reshape(x, 3, 4)), 12);
        Plan plan = Plan.of(g, List.of(y));
        assertThat(plan.steps()).isEqualTo(1);
        assertThat(plan.arenaBytes(Plan.Arena.IO)).isEqualTo(128);
    }

    @Test
    void refusesVariablesAndStrangersAsOutputs() {
        Graph g = new Graph();
        Node p = g.parameter("p", 3);
        assertThatThrownBy(() -> Plan.of(g, List.of(g.reshape(p, 1, 3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("variable p")
                .hasMessageContaining("Variables");
        assertThatThrownBy(() -> Plan.of(new Graph(), List.of(p))).hasMessageContaining("another graph");
        assertThatThrownBy(() -> PlanOptions.defaults().withoutFusion("conv+relu"))
                .hasMessageContaining("conv2d+relu");
    }

    @Test
    void describesItself() {
        Graph g = new Graph();
        Node loss = g.sumSquares(g.exp(g.tanh(g.input("x", 250_000))));
        assertThat(Plan.of(g, List.of(loss), PlanOptions.defaults().reuseMemory(true))
                        .describe())
                .contains("3 steps for 3 ops", "peak at 1.00 MB", "reuse saves 1.00 MB");
    }

    /** For many random networks: no two values whose bytes overlap are needed at the same time. */
    @Test
    void buffersThatAreAliveTogetherNeverOverlap() {
        for (long seed = 0; seed < 200; seed++) {
            RandomGraphs.Net net = RandomGraphs.net(seed, DType.F32, seed % 2 == 0);
            Plan plan =
                    Plan.of(net.graph(), net.outputs(), PlanOptions.defaults().reuseMemory(true));
            checkDisjoint(plan, "seed " + seed);
        }
    }

    /** An own account of lifetimes: a value lives from the step that writes it to the last that reads it. */
    private static void checkDisjoint(Plan plan, String what) {
        List<Step> steps = plan.layout().steps();
        Map<Node, int[]> lives = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            for (Node read : steps.get(i).inputs()) {
                int[] life = lives.get(root(read));
                if (life != null) {
                    life[1] = i;
                }
            }
            for (Node written : steps.get(i).outputs()) {
                if (plan.layout().storages().of(written).arena() == Plan.Arena.ACTIVATIONS) {
                    lives.put(written, new int[] {i, i});
                }
            }
        }
        List<Node> nodes = List.copyOf(lives.keySet());
        for (int a = 0; a < nodes.size(); a++) {
            for (int b = a + 1; b < nodes.size(); b++) {
                int[] first = lives.get(nodes.get(a));
                int[] second = lives.get(nodes.get(b));
                boolean together = first[0] <= second[1] && second[0] <= first[1];
                // One may take the other's exact place in the step that reads it last.
                boolean handedOver = first[1] == second[0] || second[1] == first[0];
                Storage s = plan.layout().storages().of(nodes.get(a));
                Storage t = plan.layout().storages().of(nodes.get(b));
                boolean overlap = s.offset() < t.offset() + t.bytes() && t.offset() < s.offset() + s.bytes();
                if (together && overlap && !(handedOver && s == t)) {
                    throw new AssertionError(what + ": " + nodes.get(a) + " and " + nodes.get(b) + " share bytes");
                }
            }
        }
    }

    private static Node root(Node node) {
        return Aliases.root(node);
    }
}
