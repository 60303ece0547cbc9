package dev.facet.faces.synth;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnlargementTest {

    @ParameterizedTest
    @CsvSource({"12,64", "24,64", "40,64", "12,98", "40,130", "12,224", "24,224", "40,224", "40,2048"})
    void isJava2dsBitForBit(int from, int side) {
        BufferedImage small = new BufferedImage(from, from, BufferedImage.TYPE_INT_RGB);
        SplittableRandom random = new SplittableRandom(from);
        for (int y = 0; y < from; y++) {
            for (int x = 0; x < from; x++) {
                small.setRGB(x, y, random.nextInt());
            }
        }
        BufferedImage canvas = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        Enlargement.draw(small, canvas);
        assertThat(pixels(canvas)).isEqualTo(pixels(byJava2d(small, side)));
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
