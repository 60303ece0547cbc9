package dev.facet.interpret.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.faces.synth.SynthFaces;
import org.junit.jupiter.api.Test;

class PoolSplitTest {
    @Test
    void saysWhetherPeopleAreKnownOrTooFew() {
        assertThat(PoolSplit.of(new SynthFaces(12, 3, 32, 1), 0.25, 1).how()).isEqualTo("people");
        PoolSplit few = PoolSplit.of(new SynthFaces(4, 9, 32, 1), 0.25, 1);
        assertThat(few.how()).isEqualTo("pictures");
        assertThat(few.note()).startsWith("only 4 people").contains("seed 1");
        // Intervals draw the people; sets to fit on and to choose by share them, as the test set does.
        assertThat(few.peopleOf(few.test())).containsOnly(0, 1, 2, 3);
        assertThat(few.peopleOfPool()).hasSize(few.pool().length).containsOnly(-1);
        PoolSplit apart = PoolSplit.of(new SynthFaces(12, 3, 32, 1), 0.25, 1);
        assertThat(apart.peopleOfPool()).doesNotContain(-1).doesNotContain(apart.peopleOf(apart.test()));
        assertThat(PoolSplit.of(new SynthFaces(12, 1, 32, 1), 0.25, 1).note()).startsWith("people are not known");
    }
}
