package dev.facet.nn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesAheadTest {
    private static final String BAD = "3";

    private final BatchSource source = new PatternBatches(8, 2, 2, 5, false) {
        @Override
        public void next(FloatBuffer images, IntBuffer labels) {
            fed.add(position());
            if (position().equals(BAD)) {
                throw new IllegalStateException("face 17 is unreadable");
            }
            super.next(images, labels);
        }
    };
    private final List<String> fed = new ArrayList<>();
    private final BatchesAhead batches = new BatchesAhead(source, BatchesAheadTest::feed);

    @Test
    void aBatchIsFedOnceAndCountsWhenAStepTakesIt() {
        assertThat(batches.take()).isEqualTo(2);
        assertThat(batches.position()).isEqualTo("1");
        batches.fetch();
        assertThat(batches.position()).isEqualTo("1");
        assertThat(source.position()).isEqualTo("2");
        assertThat(batches.take()).isEqualTo(2);
        assertThat(batches.position()).isEqualTo("2");
        assertThat(fed).containsExactly("0", "1");
    }

    @Test
    void whatWasFedAheadIsGivenBack() {
        batches.take();
        batches.giveBack();
        batches.fetch();
        batches.giveBack();
        assertThat(source.position()).isEqualTo("1");
        batches.take();
        assertThat(fed).containsExactly("0", "1", "1");
    }

    @Test
    void aFailedStepsBatchIsTakenAgain() {
        batches.take();
        batches.take();
        batches.fetch();
        batches.takeBack();
        assertThat(batches.position()).isEqualTo("1");
        assertThat(source.position()).isEqualTo("1");
        batches.take();
        batches.takeBack();
        assertThat(source.position()).isEqualTo("1");
        assertThat(fed).containsExactly("0", "1", "2", "1");
    }

    @Test
    void anUnreadableBatchFailsTheStepThatWantsIt() {
        source.seek("2");
        batches.take();
        batches.fetch();
        assertThat(batches.position()).isEqualTo(BAD);
        assertThatThrownBy(batches::take).hasMessage("face 17 is unreadable");
        assertThatThrownBy(batches::take).hasMessage("face 17 is unreadable");
        assertThat(fed).containsExactly("2", BAD, BAD);
        source.seek("4");
        assertThat(batches.take()).isEqualTo(2);
    }

    /** As where its upload fails: the stream has gone on, but no step has had the batch. */
    @Test
    void aBatchThatCannotBeFedIsNotLost() {
        boolean[] fails = {true};
        BatchesAhead ahead = new BatchesAhead(source, stream -> {
            int known = feed(stream);
            if (fails[0]) {
                throw new IllegalStateException("no memory for a shadow");
            }
            return known;
        });
        assertThatThrownBy(ahead::take).hasMessage("no memory for a shadow");
        assertThat(ahead.position()).isEqualTo("0");
        ahead.fetch();
        assertThatThrownBy(ahead::take).hasMessage("no memory for a shadow");
        assertThat(ahead.position()).isEqualTo("0");
        fails[0] = false;
        assertThat(ahead.take()).isEqualTo(2);
        assertThat(ahead.position()).isEqualTo("1");
        assertThat(fed).containsExactly("0", "0", "0");
    }

    private static int feed(BatchStream stream) {
        ((BatchSource) stream).next(FloatBuffer.allocate(2 * 8 * 8 * 3), IntBuffer.allocate(2));
        return 2;
    }
}
