package dev.facet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A step whose gradients are not finite is left out on the device, and moves the loss's scale. */
class LossScaleTest {
    private static final int INTERVAL = 2;

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "simt"})
    void skipsWhatIsNotFinite(String name) {
        Graph g = new Graph();
        Node p = g.parameter("p", 19);
        Node v = g.state("v", 19);
        Node rate = g.input("rate", 1);
        Node gradient = g.input("gradient", 19);
        Node factor = g.lossScale(g.state("scale", 1), g.state("good", 1), g.sumSquares(gradient), INTERVAL);
        g.sgdUpdate(p, gradient, v, rate, factor, 0.5, 0, false);
        try (Device device = Device.open(name, 1);
                Variables variables = Variables.allocate(device, g);
                Executable run = Executable.compile(device, Plan.of(g, List.of(factor)), variables)) {
            variables.get("scale").set(8f);
            run.input("rate").set(0.25f);
            float[] gradients = {16, Float.POSITIVE_INFINITY, 8, 8, Float.NaN, 1e30f, 4};
            float[] scales = {8, 4, 4, 8, 4, 2, 2};
            float[] good = {1, 0, 1, 0, 0, 0, 1};
            float weight = 0;
            float velocity = 0;
            float scale = 8;
            for (int step = 0; step < gradients.length; step++) {
                float[] values = new float[19];
                java.util.Arrays.fill(
                        values, gradients[step] == gradients[step] && gradients[step] < 1e20f ? gradients[step] : 1);
                values[step] = gradients[step];
                run.input("gradient").set(values);
                run.run();
                if (gradients[step] < 1e20f) {
                    velocity = 0.5f * velocity + gradients[step] / scale;
                    weight -= 0.25f * velocity;
                    assertThat(run.output(factor).item()).isEqualTo(1 / scale);
                } else {
                    assertThat(run.output(factor).item()).isNaN();
                }
                scale = scales[step];
                assertThat(variables.get("p").toFloats()).as("step %d", step).containsOnly(weight);
                assertThat(variables.get("v").toFloats()).containsOnly(velocity);
                assertThat(variables.get("scale").item()).as("step %d", step).isEqualTo(scale);
                assertThat(variables.get("good").item()).isEqualTo(good[step]);
            }
        }
    }
}
