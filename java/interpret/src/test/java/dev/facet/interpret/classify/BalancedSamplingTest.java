package dev.facet.interpret.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BalancedSamplingTest {
    private static final int PICTURES = 4000;
    private static final List<String> CLASSES = List.of("Without glasses", "With glasses");
    private static final int[] PEOPLE =
            IntStream.range(0, PICTURES).map(i -> i / 8).toArray();

    private static BalancedSampling sampling(long seed) {
        return BalancedSampling.of(PEOPLE, 200, 600, 20, seed);
    }

    /** A label that one of {@code rarity} pictures has, by chance. */
    private static int[] labels(int rarity, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, PICTURES)
                .map(i -> random.nextInt(rarity) == 0 ? 1 : 0)
                .toArray();
    }

    @Test
    void classesAreBalancedAndPeopleApart() {
        int[] labels = labels(4, 1);
        BalancedSplit split = sampling(7).draw(labels, CLASSES);
        assertThat(split.isRefused()).isFalse();
        assertThat(split.shrunk()).isEmpty();
        assertThat(split.train()).hasSize(200).isSorted();
        assertThat(split.validation()).hasSize(600).doesNotHaveDuplicates();
        assertThat(Arrays.stream(split.train()).filter(i -> labels[i] == 1)).hasSize(100);
        assertThat(Arrays.stream(split.validation()).filter(i -> labels[i] == 1))
                .hasSize(300);
        assertThat(people(split.train())).doesNotContainAnyElementsOf(people(split.validation()));
    }

    @Test
    void theSeedDecides() {
        int[] labels = labels(4, 1);
        assertThat(sampling(7).draw(labels, CLASSES).train())
                .containsExactly(sampling(7).draw(labels, CLASSES).train())
                .isNotEqualTo(sampling(8).draw(labels, CLASSES).train());
    }

    @Test
    void attributesShareTheirPictures() {
        BalancedSampling sampling = sampling(7);
        Set<Integer> all = IntStream.range(0, 10)
                .boxed()
                .flatMap(a -> Arrays.stream(sampling.draw(labels(3, a), CLASSES).train())
                        .boxed())
                .collect(Collectors.toSet());
        assertThat(all).as("of 2000 drawn").hasSizeLessThan(600);
    }

    @Test
    void aScarceClassShrinksTheSampleWithAReason() {
        BalancedSplit split = sampling(7).draw(labels(20, 2), CLASSES);
        assertThat(split.isRefused()).isFalse();
        assertThat(split.shrunk().orElseThrow()).startsWith("With glasses is scarce: fitted on");
        assertThat(split.shrunk().orElseThrow())
                .contains("instead of 200, chosen by")
                .endsWith("instead of 600.");
        assertThat(split.train()).hasSizeBetween(40, 200);
        assertThat(split.validation()).hasSizeBetween(200, 400);
    }

    @Test
    void tooFewAreRefusedWithNumbers() {
        BalancedSplit split = sampling(7).draw(labels(300, 2), CLASSES);
        assertThat(split.refused().orElseThrow()).startsWith("With glasses: ").contains("each needs 20");
        assertThat(split.train()).isEmpty();
        assertThat(split.validation()).isEmpty();
    }

    @Test
    void unknownLabelsAreLeftOut() {
        int[] labels = labels(3, 4);
        Arrays.fill(labels, 0, PICTURES / 2, BalancedSampling.UNKNOWN);
        BalancedSplit split = sampling(7).draw(labels, CLASSES);
        assertThat(IntStream.concat(Arrays.stream(split.train()), Arrays.stream(split.validation())))
                .allMatch(i -> i >= PICTURES / 2);
    }

    @Test
    void severalClassesAndPeopleOfOnePicture() {
        int[] alone = new int[900];
        Arrays.fill(alone, -1);
        int[] labels = IntStream.range(0, 900).map(i -> i % 3).toArray();
        BalancedSplit split = BalancedSampling.of(alone, 90, 270, 5, 1).draw(labels, List.of("young", "middle", "old"));
        assertThat(split.train()).hasSize(90);
        assertThat(split.validation()).hasSize(270);
        assertThat(Arrays.stream(split.train()).filter(i -> labels[i] == 2)).hasSize(30);
    }

    @Test
    void mistakesAreRefused() {
        assertThatThrownBy(() -> BalancedSampling.of(PEOPLE, 0, 5, 1, 1)).hasMessageContaining("cannot draw 0");
        assertThatThrownBy(() -> sampling(1).draw(new int[3], CLASSES)).hasMessageContaining("3 labels for 4000");
        int[] labels = new int[PICTURES];
        labels[5] = 2;
        assertThat(BalancedSampling.of(PEOPLE, 2, 600, 20, 1)
                        .draw(labels, List.of("young", "middle", "old"))
                        .refused()
                        .orElseThrow())
                .contains("3 classes cannot be balanced over 2 pictures");
        assertThatThrownBy(() -> sampling(1).draw(labels, CLASSES)).hasMessageContaining("label 2 of picture 5");
    }

    private static Set<Integer> people(int[] pictures) {
        return Arrays.stream(pictures).map(i -> PEOPLE[i]).boxed().collect(Collectors.toSet());
    }
}
