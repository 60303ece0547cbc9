package dev.facet.faces;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Point;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BufferedImagesTest {

    private static BufferedImage noise(BufferedImage picture) {
        SplittableRandom random = new SplittableRandom(1);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                picture.setRGB(x, y, random.nextInt() | 0xFF000000);
            }
        }
        return picture;
    }

    private static void assertSamePixels(BufferedImage source) {
        Image image = Image.of(source);
        for (int y = 0; y < source.getHeight(); y++) {
            for (int x = 0; x < source.getWidth(); x++) {
                assertThat(image.pixel(x, y)).isEqualTo(source.getRGB(x, y) & 0xFFFFFF);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_BGR,
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_USHORT_565_RGB,
                BufferedImage.TYPE_BYTE_INDEXED
            })
    void everyLayoutGivesItsColours(int type) {
        assertSamePixels(noise(new BufferedImage(7, 5, type)));
    }

    @Test
    void bytesInAnyOrderWithGapsGiveTheirColours() {
        ComponentColorModel colours = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, Transparency.OPAQUE, DataBuffer.TYPE_BYTE);
        for (int[] bands : new int[][] {{0, 1, 2}, {2, 1, 0}, {1, 3, 2}}) {
            WritableRaster raster =
                    Raster.createInterleavedRaster(new DataBufferByte(5 * 40), 7, 5, 40, 5, bands, new Point());
            assertSamePixels(noise(new BufferedImage(colours, raster, false, null)));
        }
    }

    @Test
    void partsOfPicturesGiveTheirColours() {
        assertSamePixels(
                noise(new BufferedImage(9, 8, BufferedImage.TYPE_3BYTE_BGR)).getSubimage(2, 3, 5, 4));
    }
}
