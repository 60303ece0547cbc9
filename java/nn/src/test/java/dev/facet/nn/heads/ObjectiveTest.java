package dev.facet.nn.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.engine.DType;
import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Gradients;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The margins against the papers' formulas, written out for one image and class at a time. */
class ObjectiveTest {
    private static final int CLASSES = 4;

    @AutoClose
    private static final Device device = Device.cpu(1);

    static Stream<Objective> all() {
        return Stream.of(
                new Softmax(),
                NormFace.defaults(),
                CosFace.defaults(),
                new ArcFace(30, 0.3),
                new MultiLabel(),
                new Regression());
    }

    static Stream<ClassObjective> classes() {
        return all().filter(ClassObjective.class::isInstance).map(ClassObjective.class::cast);
    }

    /** What an objective gives for scores and labels, in f64. */
    private record Result(double[] withMargin, double loss, double[] gradient, double trainingLoss) {}

    private static Result run(ClassObjective objective, double[] scores, int[] labels) {
        Graph graph = new Graph(DType.F64);
        Node x = graph.input("scores", labels.length, CLASSES);
        Targets targets = Targets.inputs(graph, TargetKind.CLASSES, labels.length, CLASSES);
        Node lowered = objective.withMargin(graph, x, targets.values());
        Node training = objective.trainingLoss(graph, x, targets, 0);
        Node loss = objective.loss(graph, x, targets);
        Node gradient = Gradients.of(graph, training, List.of(x)).of(x);
        try (Executable program =
                Executable.compile(device, Plan.of(graph, List.of(lowered, training, loss, gradient)), null)) {
            program.input("scores").set(scores);
            program.input(Targets.LABELS).set(labels);
            program.run();
            return new Result(
                    program.output(lowered).toDoubles(),
                    program.output(loss).toDoubles()[0],
                    program.output(gradient).toDoubles(),
                    program.output(training).toDoubles()[0]);
        }
    }

    /** Scores of angles: row after row of s·cos θ. */
    private static double[] scores(ClassObjective objective, double[] angles) {
        double scale = objective.angular() ? objective.scale() : 1;
        double[] scores = new double[angles.length];
        for (int i = 0; i < angles.length; i++) {
            scores[i] = scale * Math.cos(angles[i]);
        }
        return scores;
    }

    private static double expected(ClassObjective objective, double angle) {
        double cosine = Math.cos(angle);
        if (objective instanceof CosFace face) {
            return face.scale() * (cosine - face.margin());
        }
        if (objective instanceof ArcFace face) {
            return face.scale()
                    * (angle + face.margin() <= Math.PI
                            ? Math.cos(angle + face.margin())
                            : cosine - face.margin() * Math.sin(face.margin()));
        }
        return (objective.angular() ? objective.scale() : 1) * cosine;
    }

    private static final double[] ANGLES = {
        0.3, 1.2, 1.5, 2.0, /**/ 1.0, 2.9, 1.4, 1.3, /**/ 1.1, 1.2, 0.9, 3.0, /**/ 1.6, 0.2, 1.9, 1.7
    };
    private static final int[] LABELS = {0, 1, -1, 2};

    @ParameterizedTest
    @MethodSource("classes")
    void onlyTheTrueClassIsLowered(ClassObjective objective) {
        double[] scores = scores(objective, ANGLES);
        double[] got = run(objective, scores, LABELS).withMargin();
        for (int row = 0; row < LABELS.length; row++) {
            for (int k = 0; k < CLASSES; k++) {
                int i = row * CLASSES + k;
                double wanted = k == LABELS[row] ? expected(objective, ANGLES[i]) : scores[i];
                // ArcFace's sine carries an epsilon that keeps its slope finite.
                assertThat(got[i]).as("row %d class %d", row, k).isCloseTo(wanted, within(1e-4));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("classes")
    void lossIsSoftmaxCrossEntropyOfThem(ClassObjective objective) {
        double[] scores = scores(objective, ANGLES);
        Result result = run(objective, scores, LABELS);
        assertThat(result.trainingLoss()).isCloseTo(crossEntropy(result.withMargin()), within(1e-9));
        assertThat(result.loss()).isCloseTo(crossEntropy(scores), within(1e-9));
    }

    private static double crossEntropy(double[] scores) {
        double sum = 0;
        int rows = 0;
        for (int row = 0; row < LABELS.length; row++) {
            if (LABELS[row] < 0) {
                continue;
            }
            double total = 0;
            for (int k = 0; k < CLASSES; k++) {
                total += Math.exp(scores[row * CLASSES + k] - scores[row * CLASSES + LABELS[row]]);
            }
            sum += Math.log(total);
            rows++;
        }
        return sum / rows;
    }

    @ParameterizedTest
    @MethodSource("classes")
    void gradientAgreesWithDifferences(ClassObjective objective) {
        double[] scores = scores(objective, ANGLES);
        double[] gradient = run(objective, scores, LABELS).gradient();
        double step = 1e-5;
        for (int i = 0; i < scores.length; i++) {
            double[] moved = scores.clone();
            moved[i] += step;
            double above = run(objective, moved, LABELS).trainingLoss();
            moved[i] -= 2 * step;
            double below = run(objective, moved, LABELS).trainingLoss();
            assertThat(gradient[i]).as("score %d", i).isCloseTo((above - below) / (2 * step), within(1e-6));
        }
    }

    /** The trap: cos(θ + m) rises beyond θ = π − m. Turning away from the true class must never be rewarded. */
    @Test
    void arcFaceFallsAllTheWayRound() {
        for (ArcFace face : List.of(ArcFace.defaults(), new ArcFace(8, 0.1), new ArcFace(1, Math.PI / 2))) {
            double last = Double.POSITIVE_INFINITY;
            for (double angle = 0; angle <= Math.PI; angle += Math.PI / 64) {
                double[] scores = scores(face, new double[] {angle, 1, 1, 1});
                Result result = run(face, scores, new int[] {0});
                assertThat(result.withMargin()[0])
                        .as("angle %f, %s", angle, face)
                        .isLessThan(last);
                assertThat(result.gradient()[0])
                        .as("angle %f, %s", angle, face)
                        .isFinite()
                        .isLessThanOrEqualTo(0);
                last = result.withMargin()[0];
            }
        }
    }

    /** Rounding may push a cosine beyond 1; the sine must not become NaN. */
    @Test
    void arcFaceBearsCosinesBeyondOne() {
        ArcFace face = new ArcFace(1, 0.5);
        Result result = run(face, new double[] {1 + 1e-7, 0, 0, 0, -1 - 1e-7, 0, 0, 0}, new int[] {0, 0});
        assertThat(result.withMargin()).doesNotContain(Double.NaN);
        assertThat(result.gradient()).doesNotContain(Double.NaN);
        assertThat(result.withMargin()[0]).isCloseTo(Math.cos(0.5), within(1e-3));
    }

    @Test
    void withoutMarginAllAnglesAreNormFace() {
        double[] scores = scores(new NormFace(30), ANGLES);
        double expected = run(new NormFace(30), scores, LABELS).trainingLoss();
        assertThat(run(new CosFace(30, 0), scores, LABELS).trainingLoss()).isCloseTo(expected, within(1e-12));
        assertThat(run(new ArcFace(30, 0), scores, LABELS).trainingLoss()).isCloseTo(expected, within(1e-12));
    }

    /** What is known is told by the mask alone, whatever the values beside it are. */
    @Test
    void unknownAttributesDoNotCount() {
        double[] scores = {0.5, -1, 2, 0.25};
        double expected = Math.log1p(Math.exp(-0.5)) + Math.log1p(Math.exp(-1)) + 0.3;
        for (double unknown : new double[] {0, 1, -1, 7}) {
            Graph graph = new Graph(DType.F64);
            Node x = graph.input("scores", 1, 4);
            Targets targets = Targets.inputs(graph, TargetKind.ROWS, 1, 4);
            Node loss = new MultiLabel().loss(graph, x, targets);
            try (Executable program = Executable.compile(device, Plan.of(graph, List.of(loss)), null)) {
                program.input("scores").set(scores);
                program.input(Targets.ROWS).set(1, 0.3, unknown, unknown);
                program.input(Targets.KNOWN).set(1.0, 1, 0, 0);
                program.run();
                assertThat(program.output(loss).toDoubles()[0])
                        .as("unknown %f", unknown)
                        .isCloseTo(expected / 2, within(1e-9));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void returnsFromItsJson(Objective objective) {
        Head head = Head.of(objective).withEmbedding(512);
        JsonObject json = JsonParser.parseString(head.toJson().toString()).getAsJsonObject();
        assertThat(Head.fromJson(json)).isEqualTo(head);
        assertThat(objective.angular()).isEqualTo(objective.scale() > 0);
    }

    @Test
    void nonsenseIsNamed() {
        assertThatThrownBy(() -> new NormFace(0)).hasMessage("normface: the scale must be positive, got 0.0");
        assertThatThrownBy(() -> new CosFace(64, 1.5)).hasMessageContaining("cosface: the margin");
        assertThatThrownBy(() -> new ArcFace(64, -0.1)).hasMessageContaining("an angle in radians");
        assertThatThrownBy(() -> Head.softmax().withEmbedding(-1)).hasMessageContaining("0 or more units");
        JsonObject json = new JsonObject();
        json.addProperty("name", "sphereface");
        assertThatThrownBy(() -> Objective.fromJson(json))
                .hasMessageContaining(
                        "'sphereface' (known: softmax, normface, cosface, arcface, multilabel, regression)");
    }
}
