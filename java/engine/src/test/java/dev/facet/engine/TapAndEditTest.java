package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The verbs tap, edit and run on a net that can be computed by hand: z = W₁x, h = relu(z), y = w₂·h, with
 * x = (1, 2), W₁ = ((1, 1), (−1, 0), (0, 1)), w₂ = (2, 3, −1). So z = (3, −1, 2), h = (3, 0, 2), y = 4.
 */
class TapAndEditTest {
    private Graph graph;
    private Node x;

    @BeforeEach
    void build() {
        graph = new Graph();
        x = graph.input("x", 1, 2);
        Node z = graph.named("z", graph.linear(x, graph.parameter("w1", 3, 2), null));
        Node h = graph.named("h", graph.relu(z));
        graph.named("y", graph.reshape(graph.linear(h, graph.parameter("w2", 1, 3), null), 1));
    }

    @Test
    void tapsAnActivationAndItsGradient() {
        Gradients gradients = Gradients.of(graph, graph.node("y"), List.of(x, graph.node("h")));
        assertThat(run(graph, graph.node("z"), graph.node("h"), graph.node("y")))
                .containsExactly(new float[] {3, -1, 2}, new float[] {3, 0, 2}, new float[] {4});
        assertThat(run(graph, gradients.of(graph.node("h")), gradients.of(x)))
                .containsExactly(new float[] {2, 3, -1}, new float[] {2, 1});
    }

    @Test
    void zeroesAChannelForAllLaterReaders() {
        Graph edited = Edits.replace(
                graph,
                Map.of("h", h -> h.graph().mul(h, h.graph().constant("mask", h.shape(), new float[] {0, 1, 1}))));
        Gradients gradients = Gradients.of(edited, edited.node("y"), List.of(edited.node("x")));
        assertThat(run(
                        edited,
                        edited.node("h"),
                        edited.node("h" + Edits.UNEDITED),
                        edited.node("y"),
                        gradients.of(edited.node("x"))))
                .containsExactly(new float[] {0, 0, 2}, new float[] {3, 0, 2}, new float[] {-2}, new float[] {0, -1});
        assertThat(run(graph, graph.node("y"))).containsExactly(new float[] {4});
    }

    @Test
    void editsOfGraphsWithGradientsAndUpdatesKeepThem() {
        Node loss = graph.node("y");
        Node w2 = graph.node("w2");
        Gradients gradients = Gradients.of(graph, loss, List.of(w2));
        graph.named("dw2", gradients.of(w2));
        graph.sgdUpdate(w2, gradients.of(w2), graph.state("v", 1, 3), graph.input("lr", 1), 0, 0, false);
        Graph edited = Edits.replace(graph, Map.of("h", h -> h.graph().scale(h, 10)));
        assertThat(run(edited, edited.node("dw2"), edited.node("y")))
                .containsExactly(new float[] {30, 0, 20}, new float[] {40});
        assertThat(edited.applications().stream().filter(Application::isUpdate)).hasSize(1);
    }

    @Test
    void editsAreCheckedByNameAndShape() {
        assertThatThrownBy(() -> Edits.replace(graph, Map.of("nowhere", node -> node)))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining("h");
        assertThatThrownBy(() -> Edits.replace(graph, Map.of("h", h -> h.graph().reshape(h, 3, 1))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("h")
                .hasMessageContaining("3x1");
    }

    /** With the weights below dh = (2, 3, −1) and z = (3, −1, 2): exact (2, 0, −1), guided (2, 0, 0), deconvnet (2, 3, 0). */
    @Test
    void reluRules() {
        assertThat(throughRelu(ReluRule.EXACT)).containsExactly(2, 0, -1);
        assertThat(throughRelu(ReluRule.GUIDED)).containsExactly(2, 0, 0);
        assertThat(throughRelu(ReluRule.DECONVNET)).containsExactly(2, 3, 0);
    }

    private float[] throughRelu(ReluRule rule) {
        Node z = graph.node("z");
        Gradients gradients = Gradients.of(graph, graph.node("y"), List.of(z), new GradientRules(rule));
        return run(graph, gradients.of(z)).get(0);
    }

    @Test
    void contributionsAddUpToTheGradient() {
        Node h = graph.node("h");
        Node extra = graph.sumSquares(h);
        Node loss = graph.add(graph.node("y"), extra);
        Gradients gradients = Gradients.of(graph, loss, List.of(h));
        List<Contribution> shares = gradients.contributions(h);
        assertThat(shares).hasSize(2);
        assertThat(shares.get(0).consumer()).isSameAs(extra);
        assertThat(run(graph, shares.get(0).gradient(), shares.get(1).gradient(), gradients.of(h)))
                .containsExactly(new float[] {6, 0, 4}, new float[] {2, 3, -1}, new float[] {8, 3, 3});
    }

    @Test
    void aNodeThatTheLossDoesNotDependOnHasGradientZero() {
        Node lonely = graph.parameter("lonely", 2);
        Node gradient = Gradients.of(graph, graph.node("y"), List.of(lonely)).of(lonely);
        assertThat(run(graph, graph.node("y"), gradient)).containsExactly(new float[] {4}, new float[] {0, 0});
    }

    @Test
    void lossesMustBeScalarAndNodesAskedFor() {
        assertThatThrownBy(() -> Gradients.of(graph, graph.node("h"), List.of(x)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("1x3");
        Gradients gradients = Gradients.of(graph, graph.node("y"), List.of(graph.node("h")));
        assertThatThrownBy(() -> gradients.of(x)).hasMessageContaining("not asked for");
    }

    private static List<float[]> run(Graph graph, Node... outputs) {
        try (Session session = new Session()) {
            Variables variables = session.variables(graph);
            Executable run = session.compile(
                    Plan.of(graph, List.of(outputs), PlanOptions.defaults().updates(false)), variables);
            variables.get("w1").set(1f, 1f, -1f, 0f, 0f, 1f);
            variables.get("w2").set(2f, 3f, -1f);
            run.input("x").set(1f, 2f);
            run.run();
            return List.of(outputs).stream()
                    .map(node -> run.output(node).toFloats())
                    .toList();
        }
    }
}
