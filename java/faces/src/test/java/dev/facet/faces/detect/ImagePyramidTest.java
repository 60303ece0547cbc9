package dev.facet.faces.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.faces.Image;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImagePyramidTest {

    private static Image grey(int width, int height) {
        byte[] rgb = new byte[width * height * 3];
        java.util.Arrays.fill(rgb, (byte) 90);
        return Image.of(width, height, rgb);
    }

    @Test
    void levelsShrinkUntilAWindowJustFits() {
        List<ImagePyramid.Level> levels = ImagePyramid.of(grey(250, 125), 20, 0.709);
        assertThat(levels.get(0).image().width()).isEqualTo(150);
        assertThat(levels.get(0).image().height()).isEqualTo(75);
        assertThat(levels.get(0).scaleX()).isEqualTo(0.6);
        assertThat(levels).hasSize(6);
        assertThat(levels.get(5).image().height()).isEqualTo(14);
        levels.forEach(level -> assertThat(level.image().pixel(3, 3)).isEqualTo(0x5A5A5A));
    }

    @Test
    void aPictureSmallerThanTheSmallestFaceHasNone() {
        assertThat(ImagePyramid.of(grey(300, 19), 20, 0.709)).isEmpty();
        assertThat(ImagePyramid.of(grey(300, 20), 20, 0.709)).hasSize(1);
    }

    @Test
    void smallestFacesMayBeAWindow() {
        List<ImagePyramid.Level> levels = ImagePyramid.of(grey(40, 40), 12, 0.5);
        assertThat(levels).extracting(level -> level.image().width()).containsExactly(40, 20);
    }
}
