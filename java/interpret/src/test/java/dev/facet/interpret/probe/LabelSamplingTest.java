package dev.facet.interpret.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelSamplingTest {
    private static final PlantedFaces FACES = new PlantedFaces(160, 4);

    private static LabelSample draw(IntToDoubleFunction values) {
        ProbeSettings settings = ProbeSettings.protocol(64L << 20, 1).withSamples(120, 120, 20);
        ProbeLabel label = ProbeLabel.value(
                "Age", IntStream.range(0, FACES.size()).mapToDouble(values).toArray());
        return new LabelSampling(PoolSplit.of(FACES, 0.25, 1), settings).draw(label);
    }

    private static long count(LabelSample sample, double value) {
        return Arrays.stream(sample.label().valuesOf(sample.train()))
                .filter(v -> v == value)
                .count();
    }

    @Test
    void balancesNumbersByQuarters() {
        SplittableRandom random = new SplittableRandom(3);
        LabelSample sample = draw(i -> random.nextDouble());
        assertThat(sample.isSkipped()).isFalse();
        double[] values = sample.label().valuesOf(sample.train());
        for (int q = 0; q < 4; q++) {
            double quarter = q;
            assertThat(Arrays.stream(values).filter(v -> (int) (4 * v) == quarter))
                    .hasSizeBetween(22, 38);
        }
    }

    /** Counts, groups of ages and scores that are mostly zero have no lowest quarter of their own. */
    @Test
    void partsOfNumbersWithTiesAreAsManyAsThereAre() {
        SplittableRandom random = new SplittableRandom(3);
        LabelSample groups = draw(i -> random.nextInt(3));
        assertThat(groups.isSkipped()).isFalse();
        for (int value = 0; value < 3; value++) {
            assertThat(count(groups, value)).isEqualTo(40);
        }
        LabelSample inflated = draw(i -> random.nextInt(10) < 6 ? 0 : 1 + random.nextDouble());
        assertThat(inflated.isSkipped()).isFalse();
        assertThat(count(inflated, 0)).isEqualTo(40);
        LabelSample rare = draw(i -> random.nextInt(6) < 5 ? 0 : 1 + random.nextInt(9));
        assertThat(rare.isSkipped()).isFalse();
        assertThat(rare.train()).hasSizeGreaterThan(60);
        assertThat(count(rare, 0)).isEqualTo(rare.train().length / 2);
        assertThat(draw(i -> random.nextInt(50) < 49 ? 0 : 1).skipped().orElseThrow())
                .contains("part 2 of 2 of the values of Age");
    }
}
