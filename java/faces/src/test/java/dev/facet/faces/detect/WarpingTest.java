package dev.facet.faces.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.facet.faces.FaceParts;
import dev.facet.faces.Image;
import dev.facet.faces.PartMasks;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WarpingTest {

    private static Image noise(int width, int height, long seed) {
        byte[] rgb = new byte[width * height * 3];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) random.nextInt(256);
        }
        return Image.of(width, height, rgb);
    }

    /** A picture whose red grows across and whose green grows down. */
    private static Image ramp(int side) {
        byte[] rgb = new byte[side * side * 3];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                rgb[3 * (y * side + x)] = (byte) (255 * x / (side - 1));
                rgb[3 * (y * side + x) + 1] = (byte) (255 * y / (side - 1));
            }
        }
        return Image.of(side, side, rgb);
    }

    private static int largestDifference(Image a, Image b) {
        int largest = 0;
        for (int i = 0; i < a.rgb().length; i++) {
            largest = Math.max(largest, Math.abs((a.rgb()[i] & 255) - (b.rgb()[i] & 255)));
        }
        return largest;
    }

    @Test
    void withoutATurnItIsResizing() {
        Image picture = noise(60, 40, 1);
        for (double scale : new double[] {0.13, 0.5, 1, 1.7}) {
            SimilarityTransform t = new SimilarityTransform(scale, 0, -5 * scale, 3 * scale);
            int w = 20;
            int h = 15;
            Image resized = picture.resize(5, -3, 5 + w / scale, -3 + h / scale, w, h);
            assertThat(largestDifference(Warping.warp(picture, t, w, h), resized))
                    .as("scale %s", scale)
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aQuarterTurnMovesEveryPixel() {
        Image picture = noise(17, 17, 2);
        Image turned = Warping.warp(picture, new SimilarityTransform(0, 1, 17, 0), 17, 17);
        for (int y = 0; y < 17; y++) {
            for (int x = 0; x < 17; x++) {
                assertThat(turned.pixel(16 - y, x)).isEqualTo(picture.pixel(x, y));
            }
        }
    }

    @Test
    void aRampStaysARampUnderTurnAndScale() {
        Image picture = ramp(256);
        for (double scale : new double[] {0.2, 0.9, 2.5}) {
            double turn = 0.4;
            double a = scale * Math.cos(turn);
            double b = scale * Math.sin(turn);
            SimilarityTransform t = new SimilarityTransform(a, b, 20 - a * 128 + b * 128, 20 - b * 128 - a * 128);
            Image warped = Warping.warp(picture, t, 40, 40);
            SimilarityTransform back = t.inverse();
            for (int y = 12; y < 28; y += 3) {
                for (int x = 12; x < 28; x += 3) {
                    double red = (back.x(x + 0.5, y + 0.5) - 0.5);
                    double green = (back.y(x + 0.5, y + 0.5) - 0.5);
                    assertThat((double) (warped.pixel(x, y) >> 16)).isCloseTo(red, offset(1.5));
                    assertThat((double) (warped.pixel(x, y) >> 8 & 255)).isCloseTo(green, offset(1.5));
                }
            }
        }
    }

    @Test
    void shrinkingDoesNotAlias() {
        byte[] rgb = new byte[128 * 128 * 3];
        for (int i = 0; i < 128 * 128; i++) {
            byte tone = (byte) ((i % 128 + i / 128) % 2 == 0 ? 255 : 0);
            rgb[3 * i] = tone;
            rgb[3 * i + 1] = tone;
            rgb[3 * i + 2] = tone;
        }
        double a = 0.2 * Math.cos(0.3);
        double b = 0.2 * Math.sin(0.3);
        Image small = Warping.warp(Image.of(128, 128, rgb), new SimilarityTransform(a, b, 8, -2), 20, 20);
        for (int y = 6; y < 14; y++) {
            for (int x = 8; x < 16; x++) {
                assertThat((double) (small.pixel(x, y) & 255)).isCloseTo(127.5, offset(6.0));
            }
        }
    }

    @Test
    void masksMoveWithThePicture() {
        byte[] labels = new byte[20 * 20];
        java.util.Arrays.fill(labels, PartMasks.NONE);
        labels[4 * 20 + 7] = (byte) FaceParts.NOSE.ordinal();
        PartMasks masks = PartMasks.of(20, 20, labels, Map.of(FaceParts.NOSE, PartMasks.Provenance.DERIVED));
        PartMasks moved = Warping.warp(masks, new SimilarityTransform(0, 2, 40, 0), 40, 40);
        assertThat(moved.count(FaceParts.NOSE)).isEqualTo(4);
        assertThat(moved.contains(FaceParts.NOSE, 30, 14)).isTrue();
        assertThat(moved.contains(FaceParts.NOSE, 31, 15)).isTrue();
        assertThat(moved.provenance(FaceParts.NOSE)).isEqualTo(PartMasks.Provenance.DERIVED);
    }
}
