package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.testing.OpCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every op's gradient rule against central differences, in double, on the op cases. */
class GradientCheckTest {
    private static final double STEP = 1e-5;
    private static final int SAMPLES = 6;

    /** Ops without a gradient rule: they are gradients themselves, or an update, or have nothing to differentiate. */
    private static final Set<String> WITHOUT_GRADIENT = Set.of(
            "loss_scale",
            "max_pool2d_grad",
            "batch_norm_train_grad",
            "batch_norm_infer_grad",
            "batch_norm_moments",
            "batch_norm_statistics",
            "batch_norm_grad_sums",
            "batch_norm_grad_apply",
            "softmax_grad",
            "softmax_xent_grad",
            "l2_normalize_grad",
            "ecloss_grad",
            "ecloss_with_grad",
            "prelu_grad",
            "sigmoid_xent_grad",
            "pls_pass",
            "row_products",
            "pls_deflate",
            "gram",
            "sgd");

    /** Floating inputs that have no gradient by definition: statistics and templates. */
    private static final Map<String, Set<Integer>> CONSTANT_INPUTS = Map.of(
            "batch_norm_train", Set.of(3, 4),
            "batch_norm_infer", Set.of(3, 4),
            "ecloss", Set.of(1),
            "sigmoid_xent", Set.of(1));

    static List<OpCase> cases() {
        return OpCase.all().stream().filter(GradientCheckTest::isSmooth).toList();
    }

    private static boolean isSmooth(OpCase c) {
        boolean tied = c.inputs().stream().anyMatch(input -> input.fill().equals("tied"));
        boolean rounds = c.op().equals("cast");
        boolean rule = c.op().equals("relu_grad") && c.intParam(0) != 0;
        boolean normalised = c.op().equals("ecloss") && c.intParam(2) == 1; // its factor counts as a constant
        return !WITHOUT_GRADIENT.contains(c.op())
                && !c.inputs().isEmpty()
                && !c.isLarge()
                && !tied
                && !rounds
                && !rule
                && !normalised;
    }

    @Test
    void exactlyTheListedOpsHaveNoGradient() {
        Set<String> without = new TreeSet<>();
        for (OpCase c : OpCase.all()) {
            if (c.op().equals("cast")) {
                continue; // its gradient is another cast, not what differences of rounded values show
            }
            CaseGraph g = CaseGraph.of(c, DType.F64);
            if (c.op().equals("relu_grad") && c.intParam(0) != 0 || c.inputs().isEmpty()) {
                continue;
            }
            try {
                Gradients.of(g.graph(), loss(g), wrt(g));
            } catch (UnsupportedOpException e) {
                without.add(c.op());
            }
        }
        assertThat(without).isEqualTo(WITHOUT_GRADIENT);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientMatchesCentralDifferences(OpCase c) {
        CaseGraph g = CaseGraph.of(c, DType.F64);
        List<Node> wrt = wrt(g);
        Node loss = loss(g);
        Gradients gradients = Gradients.of(g.graph(), loss, wrt);
        List<Node> results = new ArrayList<>(List.of(loss));
        wrt.forEach(node -> results.add(gradients.of(node)));
        try (Session session = new Session(1)) {
            Variables variables = session.variables(g.graph());
            Plan plan = Plan.of(g.graph(), results, PlanOptions.defaults().updates(false));
            Executable run = session.compile(plan, variables);
            g.feed(run, variables);
            run.run();
            double[][] analytic = wrt.stream()
                    .map(node -> run.output(gradients.of(node)).toDoubles())
                    .toArray(double[][]::new);
            for (int k = 0; k < wrt.size(); k++) {
                int input = g.inputs().indexOf(wrt.get(k));
                if (isRead(run, wrt.get(k))) {
                    compare(
                            analytic[k],
                            g.tensor(run, variables, input),
                            run,
                            loss,
                            new Random(c.toString().hashCode()));
                } else {
                    assertThat(analytic[k]).containsOnly(0);
                }
            }
        }
    }

    /** ECLoss with normalisation: the factor is a constant, so that the gradient is that of the scaled maps. */
    @Test
    void ecLossTreatsItsNormalisationAsConstant() {
        double[] maps = new Random(7).doubles(2 * 3 * 4 * 2, -1, 1).toArray();
        double[] templates = new Random(8).doubles(5 * 12, -1, 1).toArray();
        double[] factors = new double[maps.length];
        for (int n = 0; n < 2; n++) {
            for (int c = 0; c < 2; c++) {
                double squares = 0;
                for (int i = 0; i < 12; i++) {
                    squares += Math.pow(maps[(n * 12 + i) * 2 + c], 2);
                }
                for (int i = 0; i < 12; i++) {
                    factors[(n * 12 + i) * 2 + c] = 1 / (Math.sqrt(squares / 12) + 1e-12);
                }
            }
        }
        Graph g = new Graph(DType.F64);
        Node x = g.constant("x", Shape.of(2, 3, 4, 2), maps);
        Node t = g.constant("t", Shape.of(5, 12), templates);
        Node scaled = g.mul(x, g.constant("factors", x.shape(), factors));
        Node direct = g.ecLoss(x, t, new EcLossOp(0.7, false, true)).loss();
        Node manual = g.ecLoss(scaled, t, new EcLossOp(0.7, false, false)).loss();
        Node dDirect = Gradients.of(g, direct, List.of(x)).of(x);
        Node dManual = Gradients.of(g, manual, List.of(x)).of(x);
        try (Session session = new Session()) {
            Executable run = session.compile(g, direct, manual, dDirect, dManual);
            run.run();
            assertThat(run.output(direct).toDoubles())
                    .containsExactly(run.output(manual).toDoubles(), within(1e-12));
            assertThat(run.output(dDirect).toDoubles())
                    .containsExactly(run.output(dManual).toDoubles(), within(1e-12));
        }
    }

    private static void compare(double[] analytic, Tensor input, Executable run, Node loss, Random random) {
        double[] values = input.toDoubles();
        int checked = Math.min(values.length > 4000 ? SAMPLES / 3 : SAMPLES, values.length);
        int[] picks = values.length == checked
                ? IntStream.range(0, checked).toArray()
                : random.ints(checked, 0, values.length).toArray();
        for (int i : picks) {
            // Of fourth order, because some cases bend sharply within a step.
            double near = shifted(values, i, STEP, input, run, loss) - shifted(values, i, -STEP, input, run, loss);
            double far =
                    shifted(values, i, 2 * STEP, input, run, loss) - shifted(values, i, -2 * STEP, input, run, loss);
            assertThat(analytic[i])
                    .as("d loss / d %s[%d]", input.name(), i)
                    .isCloseTo((8 * near - far) / (12 * STEP), within(1e-6 * (1 + Math.abs(analytic[i]))));
        }
        input.set(values);
    }

    private static double shifted(double[] values, int i, double by, Tensor input, Executable run, Node loss) {
        double[] moved = values.clone();
        moved[i] += by;
        input.set(moved);
        run.run();
        return run.output(loss).toDoubles()[0];
    }

    private static boolean isRead(Executable run, Node node) {
        return node.kind() == Node.Kind.STATE || run.inputNames().contains(node.name());
    }

    private static List<Node> wrt(CaseGraph g) {
        Set<Integer> constant = CONSTANT_INPUTS.getOrDefault(g.opCase().op(), Set.of());
        return IntStream.range(0, g.inputs().size())
                .filter(i -> !constant.contains(i))
                .mapToObj(g.inputs()::get)
                .filter(node -> node.dtype().isFloat())
                .toList();
    }

    /** A random combination of the first result; the other results are by-products without a gradient. */
    private static Node loss(CaseGraph g) {
        Node y = g.outputs().get(0);
        double[] weights = new Random(42).doubles(y.shape().count(), -1, 1).toArray();
        Node weighted = g.graph().mul(y, g.graph().constant("weights of the loss", y.shape(), weights));
        return g.graph().reshape(g.graph().sum(weighted), 1);
    }
}
