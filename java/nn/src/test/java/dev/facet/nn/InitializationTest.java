package dev.facet.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.Shape;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class InitializationTest {
    private static final VariableSpec WEIGHT = VariableSpec.heWeight("conv3_1.weight", Shape.of(256, 3, 3, 128), 1152);

    @Test
    void weightsAreNormalWithVarianceTwoOverFanIn() {
        float[] values = fill(WEIGHT, 1);
        double mean = 0;
        double square = 0;
        double fourth = 0;
        for (float value : values) {
            double z = value / Math.sqrt(2.0 / 1152);
            mean += z / values.length;
            square += z * z / values.length;
            fourth += z * z * z * z / values.length;
        }
        // Five standard errors of 294 912 draws.
        assertThat(mean).isCloseTo(0, within(5 / Math.sqrt(values.length)));
        assertThat(square).isCloseTo(1, within(5 * Math.sqrt(2.0 / values.length)));
        assertThat(fourth).isCloseTo(3, within(5 * Math.sqrt(96.0 / values.length)));
    }

    @Test
    void seedAndNameDecideTheValues() {
        assertThat(fill(WEIGHT, 7)).isEqualTo(fill(WEIGHT, 7));
        assertThat(fill(WEIGHT, 7)).isNotEqualTo(fill(WEIGHT, 8));
        VariableSpec other = VariableSpec.heWeight("conv3_2.weight", WEIGHT.shape(), 1152);
        assertThat(fill(WEIGHT, 7)).isNotEqualTo(fill(other, 7));
    }

    /** The bits are a promise to those who reproduce a run elsewhere. */
    @Test
    void theFirstValuesAreFixed() {
        VariableSpec spec = VariableSpec.linearWeight("w", Shape.of(3, 1), 1);
        assertThat(fill(spec, 1)).containsExactly(-0.97957784f, 0.21287715f, -0.6522379f);
    }

    @Test
    void otherRolesAreConstant() {
        assertThat(fill(VariableSpec.of("b", VariableSpec.Role.BIAS, 3), 1)).containsOnly(0f);
        assertThat(fill(VariableSpec.of("g", VariableSpec.Role.SCALE, 3), 1)).containsOnly(1f);
        assertThat(fill(VariableSpec.of("m", VariableSpec.Role.RUNNING_MEAN, 3), 1))
                .containsOnly(0f);
        assertThat(fill(VariableSpec.of("v", VariableSpec.Role.RUNNING_VARIANCE, 3), 1))
                .containsOnly(1f);
    }

    private static float[] fill(VariableSpec spec, long seed) {
        FloatBuffer buffer = FloatBuffer.allocate((int) spec.shape().count());
        Initialization.fill(spec, seed, buffer);
        return buffer.array();
    }
}
