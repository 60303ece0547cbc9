package dev.facet.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LandmarkPartsTest {

    @Test
    void partsThatCannotBeMadeNameTheirPicture() {
        FaceSample sample = FaceSample.of("ann/1.jpg", 0, "ann", () -> null)
                .parts(() -> LandmarkParts.of(new float[2 * Landmarks68.COUNT], 20, 20))
                .build();
        assertThatThrownBy(sample::parts)
                .isInstanceOf(FaceDataException.class)
                .hasMessageContaining("Picture ann/1.jpg: The eyes");
    }

    /** A plain upright face of 100 pixels' width in a picture of 200 x 200. */
    static float[] plainFace() {
        float[] xy = new float[136];
        for (int i = 0; i <= 16; i++) {
            double a = Math.PI * (1 - i / 16.0);
            set(xy, i, 100 + 50 * Math.cos(a), 90 + 70 * Math.sin(a));
        }
        for (int i = 0; i < 5; i++) {
            set(xy, 17 + i, 60 + 7 * i, 78 - 3 * Math.sin(i * Math.PI / 4));
            set(xy, 22 + i, 112 + 7 * i, 78 - 3 * Math.sin(i * Math.PI / 4));
            set(xy, 31 + i, 90 + 5 * i, 122 + 2 * Math.sin(i * Math.PI / 4));
        }
        for (int i = 0; i < 4; i++) {
            set(xy, 27 + i, 100, 90 + 8 * i);
        }
        double[][] eye = {{-9, 0}, {-4, -4}, {4, -4}, {9, 0}, {4, 4}, {-4, 4}};
        for (int i = 0; i < 6; i++) {
            set(xy, 36 + i, 76 + eye[i][0], 90 + eye[i][1]);
            set(xy, 42 + i, 124 + eye[i][0], 90 + eye[i][1]);
        }
        for (int i = 0; i < 12; i++) {
            double a = Math.PI + i * Math.PI / 6;
            set(xy, 48 + i, 100 + 20 * Math.cos(a), 138 + 7 * Math.sin(a));
        }
        for (int i = 0; i < 8; i++) {
            double a = Math.PI + i * Math.PI / 4;
            set(xy, 60 + i, 100 + 15 * Math.cos(a), 138 + 3 * Math.sin(a));
        }
        return xy;
    }

    private static void set(float[] xy, int i, double x, double y) {
        xy[2 * i] = (float) x;
        xy[2 * i + 1] = (float) y;
    }

    @Test
    void everyPartIsWhereItBelongs() {
        PartMasks masks = LandmarkParts.of(plainFace(), 200, 200);
        assertThat(masks.contains(FaceParts.MOUTH, 100, 138)).isTrue();
        assertThat(masks.contains(FaceParts.NOSE, 100, 110)).isTrue();
        assertThat(masks.contains(FaceParts.EYES, 76, 90)).isTrue();
        assertThat(masks.contains(FaceParts.EYES, 124, 90)).isTrue();
        assertThat(masks.contains(FaceParts.CHEEK, 68, 115)).isTrue();
        assertThat(masks.contains(FaceParts.CHEEK, 132, 115)).isTrue();
        assertThat(masks.contains(FaceParts.JAW, 100, 152)).isTrue();
        assertThat(masks.contains(FaceParts.FOREHEAD, 100, 60)).isTrue();
        assertThat(masks.contains(FaceParts.HAIR, 100, 20)).isTrue();
        assertThat(masks.label(3, 190)).isEqualTo(PartMasks.NONE);
        assertThat(masks.provenance(FaceParts.HAIR)).isEqualTo(PartMasks.Provenance.GUESSED);
        assertThat(masks.provenance(FaceParts.EYES)).isEqualTo(PartMasks.Provenance.DERIVED);
    }

    /** The same face with the 106 points of LaPa. */
    static float[] plainFace106() {
        float[] xy = new float[212];
        for (int i = 0; i <= 32; i++) {
            double a = Math.PI * (1 - i / 32.0);
            set(xy, i, 100 + 50 * Math.cos(a), 90 + 70 * Math.sin(a));
        }
        for (int i = 0; i < 5; i++) {
            set(xy, 33 + i, 60 + 7 * i, 78 - 3 * Math.sin(i * Math.PI / 4));
            set(xy, 42 + i, 112 + 7 * i, 78 - 3 * Math.sin(i * Math.PI / 4));
            set(xy, 58 + i, 90 + 5 * i, 122 + 2 * Math.sin(i * Math.PI / 4));
        }
        for (int i = 0; i < 4; i++) {
            set(xy, 38 + i, 88 - 7 * i, 80);
            set(xy, 47 + i, 140 - 7 * i, 80);
            set(xy, 51 + i, 100, 90 + 8 * i);
        }
        double[][] wing = {{-5, 96}, {-9, 110}, {-12, 117}};
        for (int i = 0; i < 3; i++) {
            set(xy, 55 + i, 100 + wing[i][0], wing[i][1]);
            set(xy, 65 - i, 100 - wing[i][0], wing[i][1]);
        }
        for (int i = 0; i < 8; i++) {
            double a = Math.PI + i * Math.PI / 4;
            set(xy, 66 + i, 76 + 9 * Math.cos(a), 90 + 4 * Math.sin(a));
            set(xy, 75 + i, 124 + 9 * Math.cos(a), 90 + 4 * Math.sin(a));
            set(xy, 96 + i, 100 + 15 * Math.cos(a), 138 + 3 * Math.sin(a));
        }
        for (int i = 0; i < 12; i++) {
            double a = Math.PI + i * Math.PI / 6;
            set(xy, 84 + i, 100 + 20 * Math.cos(a), 138 + 7 * Math.sin(a));
        }
        set(xy, 74, 76, 90);
        set(xy, 83, 124, 90);
        set(xy, 104, 76, 90);
        set(xy, 105, 124, 90);
        return xy;
    }

    @Test
    void the106PointsGiveTheSameParts() {
        PartMasks few = LandmarkParts.of(plainFace(), 200, 200);
        PartMasks many = LandmarkParts.of(plainFace106(), 200, 200);
        PartMasks picked = LandmarkParts.of(Landmarks106.toIbug68(plainFace106()), 200, 200);
        for (FaceParts part : FaceParts.values()) {
            assertThat(overlap(few, many, part))
                    .as("%s of 68 and 106 points", part)
                    .isGreaterThan(0.65);
            assertThat(overlap(few, picked, part))
                    .as("%s of the 68 among 106", part)
                    .isGreaterThan(0.9);
        }
        assertThat(many.contains(FaceParts.NOSE, 90, 115))
                .as("wing of the nose")
                .isTrue();
    }

    private static double overlap(PartMasks a, PartMasks b, FaceParts part) {
        int both = 0;
        for (int i = 0; i < a.labels().length; i++) {
            both += a.labels()[i] == part.ordinal() && b.labels()[i] == part.ordinal() ? 1 : 0;
        }
        return (double) both / (a.count(part) + b.count(part) - both);
    }

    @Test
    void masksTurnWithTheFace() {
        float[] upright = plainFace();
        float[] turned = new float[136];
        for (int i = 0; i < 68; i++) {
            turned[2 * i] = 200 - upright[2 * i + 1];
            turned[2 * i + 1] = upright[2 * i];
        }
        PartMasks a = LandmarkParts.of(upright, 200, 200);
        PartMasks b = LandmarkParts.of(turned, 200, 200);
        for (FaceParts part : FaceParts.values()) {
            assertThat((double) b.count(part)).isCloseTo(a.count(part), withPercentage(6));
        }
    }

    @Test
    void theHiddenSideOfAProfileIsLeftOut() {
        float[] xy = plainFace();
        for (int i = 0; i < 68; i++) {
            boolean right = xy[2 * i] > 100;
            xy[2 * i] = right ? 100 + (xy[2 * i] - 100) * 0.1f : xy[2 * i];
        }
        PartMasks masks = LandmarkParts.of(xy, 200, 200);
        assertThat(masks.contains(FaceParts.CHEEK, 68, 115)).isTrue();
        for (int y = 0; y < 200; y++) {
            for (int x = 104; x < 200; x++) {
                assertThat(masks.contains(FaceParts.CHEEK, x, y)).isFalse();
            }
        }
    }

    @Test
    void impossiblePointsAreRefused() {
        assertThatThrownBy(() -> LandmarkParts.of(new float[136], 50, 50)).hasMessageContaining("eyes");
        float[] xy = plainFace();
        xy[7] = Float.NaN;
        assertThatThrownBy(() -> LandmarkParts.of(xy, 50, 50)).hasMessageContaining("Landmark 3");
        assertThatThrownBy(() -> LandmarkParts.of(new float[10], 50, 50)).hasMessageContaining("136");
    }

    @Test
    void masksResizeFlipAndRefuse() {
        PartMasks masks = LandmarkParts.of(plainFace(), 200, 200);
        PartMasks small = masks.resize(50, 50);
        assertThat(small.contains(FaceParts.MOUTH, 25, 34)).isTrue();
        assertThat(small.count(FaceParts.JAW) * 16.0).isCloseTo(masks.count(FaceParts.JAW), withPercentage(8));
        assertThat(masks.flip().flip()).isEqualTo(masks);
        assertThat(masks.resize(-10, -10, 0, 0, 5, 5).labels()).containsOnly(PartMasks.NONE);
        int total = 0;
        for (FaceParts part : masks.parts()) {
            boolean[] mask = masks.mask(part);
            int n = 0;
            for (boolean b : mask) {
                n += b ? 1 : 0;
            }
            assertThat(n).isEqualTo(masks.count(part)).isPositive();
            total += n;
        }
        assertThat(total).isLessThan(200 * 200);
        assertThatThrownBy(() -> PartMasks.of(2, 2, new byte[] {9, 0, 0, 0}, Map.of()))
                .hasMessageContaining("no part");
        Image overlay = PartOverlay.draw(Image.of(200, 200, new byte[200 * 200 * 3]), masks, 1);
        assertThat(overlay.pixel(100, 138)).isEqualTo(PartOverlay.colour(FaceParts.MOUTH));
        assertThat(overlay.pixel(3, 190)).isZero();
    }
}
