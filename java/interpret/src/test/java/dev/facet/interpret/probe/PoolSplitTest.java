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
        assertThat(PoolSplit.of(new SynthFaces(12, 1, 32, 1), 0.25, 1).note()).startsWith("people are not known");
    }
}
