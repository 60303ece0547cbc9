package dev.facet.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import org.junit.jupiter.api.Test;

class FaceBoxTest {

    private static final FaceBox BOX = new FaceBox(10, 20, 30, 60);

    @Test
    void overlapsAreThoseOfTheAreas() {
        FaceBox right = new FaceBox(20, 20, 40, 60);
        assertThat(BOX.iou(right)).isCloseTo(400.0 / 1200, offset(1e-12));
        assertThat(BOX.overlapOfSmaller(right)).isCloseTo(0.5, offset(1e-12));
        FaceBox inside = new FaceBox(12, 22, 16, 26);
        assertThat(BOX.iou(inside)).isCloseTo(0.02, offset(1e-12));
        assertThat(BOX.overlapOfSmaller(inside)).isEqualTo(1);
        assertThat(BOX.iou(new FaceBox(30, 20, 50, 60))).as("only edges touch").isZero();
        assertThat(BOX.iou(BOX)).isEqualTo(1);
    }

    @Test
    void squaresAndLargerBoxesKeepTheCentre() {
        assertThat(BOX.square()).isEqualTo(new FaceBox(0, 20, 40, 60));
        assertThat(BOX.enlarged(1.5)).isEqualTo(new FaceBox(5, 10, 35, 70));
        assertThat(FaceBox.around(new float[] {3, 9, 1, 4, 2, 5})).isEqualTo(new FaceBox(1, 4, 3, 9));
    }

    @Test
    void whatIsNoRectangleIsRefused() {
        assertThatThrownBy(() -> new FaceBox(3, 0, 3, 5)).hasMessageContaining("no rectangle");
        assertThatThrownBy(() -> new FaceBox(0, Double.NaN, 3, 5)).hasMessageContaining("no rectangle");
        assertThatThrownBy(() -> new FaceBox(0, 0, Double.POSITIVE_INFINITY, 5)).hasMessageContaining("no rectangle");
        assertThatThrownBy(() -> FaceBox.around(new float[] {1, 1})).hasMessageContaining("no rectangle");
        assertThat(FaceBox.encloses(new float[] {1, 1, 5, 1})).as("a line").isFalse();
        assertThat(FaceBox.encloses(new float[] {1, 1, Float.NaN, 3, 4, 4})).isFalse();
        assertThat(FaceBox.encloses(new float[0])).isFalse();
        assertThat(FaceBox.encloses(new float[] {1, 1, 5, 2})).isTrue();
    }
}
