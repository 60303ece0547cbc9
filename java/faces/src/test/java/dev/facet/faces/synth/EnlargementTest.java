package dev.facet.faces.synth;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnlargementTest {
    /** Of the pixels of one enlarged picture. */
    private static final int CHECKSUM = 624562356;

    @ParameterizedTest
    @CsvSource({"12,64", "24,64", "40,64", "12,98", "40,130", "12,224", "24,224", "40,224", "40,2048"})
    void isJava2dsBitForBit(int from, int side) {
        BufferedImage small = noise(from);
        BufferedImage canvas = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Enlargement.draw(small, canvas);
        assertThat(pixels(canvas)).isEqualTo(pixels(byJava2d(small, side)));
    }

    /** Where the test above fails and this one does not, Java's bits have changed. */
    @Test
    void givesTheSameBitsWithEveryJava() {
        BufferedImage canvas = new BufferedImage(98, 98, BufferedImage.TYPE_INT_RGB);
        Enlargement.draw(noise(12), canvas);
        assertThat(Arrays.hashCode(pixels(canvas))).isEqualTo(CHECKSUM);
    }

    private static BufferedImage noise(int side) {
        BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        SplittableRandom random = new SplittableRandom(side);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                picture.setRGB(x, y, random.nextInt());
            }
        }
        return picture;
    }

    private static BufferedImage byJava2d(BufferedImage small, int side) {
        BufferedImage canvas = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = canvas.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        int margin = side / small.getWidth() + 1;
        g.drawImage(small, -margin, -margin, side + 2 * margin, side + 2 * margin, null);
        g.dispose();
        return canvas;
    }

    private static int[] pixels(BufferedImage picture) {
        return picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    }
}
