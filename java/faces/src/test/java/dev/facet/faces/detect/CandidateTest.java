package dev.facet.faces.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.faces.FaceBox;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the networks' numbers mean. */
class CandidateTest {

    private static final FaceBox BOX = new FaceBox(10, 20, 30, 60);

    @Test
    void offsetsMoveTheEdgesByPartsOfTheSides() {
        Candidate candidate = new Candidate(BOX, 1, new float[] {0.5f, -0.25f, -0.25f, 0.5f}, new float[0]);
        assertThat(candidate.moved()).contains(new FaceBox(20, 10, 25, 80));
    }

    @Test
    void aBoxTurnedInsideOutIsNone() {
        assertThat(new Candidate(BOX, 1, new float[] {1, 0, 0, 0}, new float[0]).moved())
                .isEmpty();
        assertThat(new Candidate(BOX, 1, new float[] {0, Float.NaN, 0, 0}, new float[0]).moved())
                .isEmpty();
    }

    @Test
    void pointsComeAsAllXThenAllY() {
        float[] points = {0, 1, 0.5f, 0.25f, 0.75f, 0.25f, 0.25f, 0.5f, 1, 1};
        float[] xy = new Candidate(BOX, 1, new float[4], points).pointsInPicture();
        assertThat(xy).containsExactly(10, 30, 30, 30, 20, 40, 15, 60, 25, 60);
    }

    @Test
    void outputsAreToldApartByTheirLengths() {
        float[] scores = {0.9f, 0.1f, 0.2f, 0.8f};
        float[] offsets = {0, 0, 0, 0, 1, 2, 3, 4};
        float[] points = new float[20];
        points[13] = 7;
        MtcnnOutputs outputs = MtcnnOutputs.of(List.of(points, scores, offsets));
        assertThat(outputs.count()).isEqualTo(2);
        Candidate second = outputs.candidate(1, BOX);
        assertThat(second.score()).isCloseTo(0.8, org.assertj.core.data.Offset.offset(1e-6));
        assertThat(second.offsets()).containsExactly(1, 2, 3, 4);
        assertThat(second.points()[3]).isEqualTo(7);
        assertThat(MtcnnOutputs.of(List.of(offsets, scores)).candidate(0, BOX).points())
                .isEmpty();
        assertThatThrownBy(() -> MtcnnOutputs.of(List.of(scores, new float[6]))).hasMessageContaining("4 offsets");
        assertThatThrownBy(() -> MtcnnOutputs.of(List.of())).hasMessageContaining("MTCNN");
    }
}
