package dev.facet.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ImageTest {

    private static Image noise(int w, int h, long seed) {
        byte[] rgb = new byte[w * h * 3];
        new SplittableRandom(seed).nextBytes(rgb);
        return Image.of(w, h, rgb);
    }

    private static Image ramp(int w, int h) {
        byte[] rgb = new byte[w * h * 3];
        for (int i = 0; i < w * h; i++) {
            rgb[3 * i] = (byte) (i % w * 10);
            rgb[3 * i + 1] = (byte) (i / w * 10);
            rgb[3 * i + 2] = 77;
        }
        return Image.of(w, h, rgb);
    }

    @Test
    void cropTakesPixelsAndRepeatsTheBorder() {
        Image image = ramp(5, 4);
        assertThat(image.crop(1, 2, 3, 2).pixel(2, 1)).isEqualTo(image.pixel(3, 3));
        Image over = image.crop(-2, -1, 9, 7);
        assertThat(over.pixel(0, 0)).isEqualTo(image.pixel(0, 0));
        assertThat(over.pixel(8, 6)).isEqualTo(image.pixel(4, 3));
    }

    @Test
    void resizeKeepsConstantsAndMeans() {
        byte[] grey = new byte[7 * 9 * 3];
        Arrays.fill(grey, (byte) 200);
        assertThat(Image.of(7, 9, grey).resize(31, 3).rgb()).containsOnly((byte) 200);
        Image image = noise(64, 64, 5);
        assertThat(mean(image.resize(8, 8))).isBetween(mean(image) - 4, mean(image) + 4);
    }

    @Test
    void shrinkingDoesNotAlias() {
        byte[] stripes = new byte[64 * 64 * 3];
        for (int i = 0; i < 64 * 64; i++) {
            byte v = (byte) (i % 2 == 0 ? 0 : 255);
            stripes[3 * i] = v;
            stripes[3 * i + 1] = v;
            stripes[3 * i + 2] = v;
        }
        for (byte v : Image.of(64, 64, stripes).resize(16, 16).rgb()) {
            assertThat(v & 255).isBetween(100, 156);
        }
    }

    @Test
    void enlargingIsBilinearWithHalfPixelCentres() {
        Image image = Image.of(2, 1, new byte[] {0, 0, 0, (byte) 200, (byte) 200, (byte) 200});
        Image large = image.resize(4, 1);
        assertThat(large.pixel(0, 0) & 255).isEqualTo(0);
        assertThat(large.pixel(1, 0) & 255).isEqualTo(50);
        assertThat(large.pixel(2, 0) & 255).isEqualTo(150);
        assertThat(large.pixel(3, 0) & 255).isEqualTo(200);
    }

    @Test
    void resizeOfARectangleEqualsCropThenResize() {
        Image image = noise(40, 30, 6);
        assertThat(image.resize(10, 10, 20, 18, 10, 8)).isEqualTo(image.crop(10, 10, 10, 8));
    }

    @Test
    void flippingTwiceGivesTheSame() {
        Image image = noise(13, 7, 7);
        assertThat(image.flip().flip()).isEqualTo(image);
        assertThat(image.flip().pixel(0, 3)).isEqualTo(image.pixel(12, 3));
    }

    @Test
    void jitterChangesWhatItSays() {
        Image image = noise(16, 16, 8);
        assertThat(image.jitter(ColourJitter.NONE)).isEqualTo(image);
        Image grey = image.greyscale();
        for (int i = 0; i < 16; i++) {
            int p = grey.pixel(i, i);
            assertThat(p & 255).isEqualTo(p >> 8 & 255).isEqualTo(p >> 16 & 255);
        }
        assertThat(mean(image.jitter(new ColourJitter(0.5f, 1, 1, 1, 1)))).isLessThan(mean(image) * 0.6);
        assertThatThrownBy(() -> new ColourJitter(-1, 1, 1, 1, 1)).hasMessageContaining("not negative");
    }

    @Test
    void normalisedValuesAreExact() {
        FloatBuffer out = FloatBuffer.allocate(6);
        Image.of(2, 1, new byte[] {0, (byte) 255, 127, 1, 2, 3}).writeNormalised(out);
        assertThat(out.array()[0]).isEqualTo(-127.5f / 128);
        assertThat(out.array()[1]).isEqualTo(127.5f / 128);
        assertThat(out.remaining()).isZero();
    }

    @Test
    void wrongSizesAreRefused() {
        assertThatThrownBy(() -> Image.of(2, 2, new byte[11])).hasMessageContaining("2x2");
        assertThatThrownBy(() -> noise(4, 4, 1).crop(0, 0, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> noise(4, 4, 1).resize(3, 3, 1, 9, 4, 4)).isInstanceOf(IllegalArgumentException.class);
    }

    private static double mean(Image image) {
        double sum = 0;
        for (byte b : image.rgb()) {
            sum += b & 255;
        }
        return sum / image.rgb().length;
    }
}
