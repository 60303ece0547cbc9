package dev.facet.interpret.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ControlNeuronsTest {
    private static final int NEURONS = 2000;

    /** Neuron i has the mean activation (7 i mod 2000) / 2000. */
    private static final float[] ACTIVATION = new float[NEURONS];

    static {
        for (int i = 0; i < NEURONS; i++) {
            ACTIVATION[i] = (7 * i % NEURONS) / (float) NEURONS;
        }
    }

    /** Every other one of the 200 most active. */
    private final int[] important = IntStream.range(0, NEURONS)
            .filter(i -> ACTIVATION[i] >= 0.9f && Math.round(NEURONS * ACTIVATION[i]) % 2 == 0)
            .toArray();

    @Test
    void drawsAsManyOtherNeurons() {
        ControlNeurons others = new ControlNeurons(ACTIVATION, important);
        SplittableRandom random = new SplittableRandom(1);
        assertThat(others.canDraw()).isTrue();
        assertThat(others.activation(important)).isCloseTo(0.9495, within(1e-4));
        check(() -> others.any(random), 0.5, 0.1);
        check(() -> others.alike(random), 0.9495, 0.01);
    }

    private void check(Supplier<int[]> draw, double activation, double error) {
        int[] first = draw.get();
        assertThat(first).hasSize(100).doesNotHaveDuplicates().doesNotContain(important);
        assertThat(new ControlNeurons(ACTIVATION, important).activation(first)).isCloseTo(activation, within(error));
        int[] second = draw.get();
        Arrays.sort(first);
        Arrays.sort(second);
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void takesTheNextWhereTheImportantOnesAreTheMostActive() {
        int[] most =
                IntStream.range(0, NEURONS).filter(i -> ACTIVATION[i] >= 0.9f).toArray();
        ControlNeurons others = new ControlNeurons(ACTIVATION, most);
        int[] drawn = others.alike(new SplittableRandom(1));
        assertThat(drawn).hasSize(most.length).doesNotHaveDuplicates();
        assertThat(others.activation(drawn)).isCloseTo(0.85, within(1e-3));
    }

    @Test
    void halfOfTheNeuronsHaveAsManyOthersAndMoreHaveNot() {
        int[] half = IntStream.range(0, NEURONS / 2).toArray();
        ControlNeurons others = new ControlNeurons(ACTIVATION, half);
        assertThat(others.canDraw()).isTrue();
        assertThat(others.any(new SplittableRandom(3)))
                .containsExactlyInAnyOrder(IntStream.range(NEURONS / 2, NEURONS).toArray());
        assertThat(new ControlNeurons(
                                ACTIVATION,
                                IntStream.rangeClosed(0, NEURONS / 2).toArray())
                        .canDraw())
                .isFalse();
    }
}
