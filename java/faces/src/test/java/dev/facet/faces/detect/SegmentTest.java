package dev.facet.faces.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentTest {

    @Test
    void aShortAxisIsOnePiece() {
        assertThat(Segment.of(12)).containsExactly(new Segment(0, 16, 1));
        assertThat(Segment.of(150)).containsExactly(new Segment(0, 160, 70));
        assertThat(Segment.of(256)).containsExactly(new Segment(0, 256, 123));
    }

    @Test
    void piecesHaveEveryWindowOnce() {
        for (int pixels = 12; pixels < 1500; pixels++) {
            List<Segment> pieces = Segment.of(pixels);
            int next = 0;
            for (Segment piece : pieces) {
                assertThat(piece.start()).isEqualTo(next);
                assertThat(piece.length() % Segment.STEP).isZero();
                assertThat(piece.length()).isLessThanOrEqualTo(Segment.LONGEST);
                int reach = Segment.WINDOW + Segment.STRIDE * (piece.windows() - 1);
                assertThat(reach).isLessThanOrEqualTo(piece.length());
                next += Segment.STRIDE * piece.windows();
            }
            int lastWindow = next - Segment.STRIDE;
            assertThat(lastWindow + Segment.WINDOW).isBetween(pixels, pixels + 1);
        }
    }

    @Test
    void lessThanAWindowIsRefused() {
        assertThatThrownBy(() -> Segment.of(11)).hasMessageContaining("11 pixels");
    }
}
