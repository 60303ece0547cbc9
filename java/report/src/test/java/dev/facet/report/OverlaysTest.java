package dev.facet.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.faces.Image;
import dev.facet.interpret.maps.TopMask;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class OverlaysTest {
    private static final int SIDE = 128;

    private static Image red() {
        byte[] rgb = new byte[SIDE * SIDE * 3];
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = (byte) 200;
        }
        return Image.of(SIDE, SIDE, rgb);
    }

    @Test
    void coloursTheRegionOutlinesItAndFadesTheRest() {
        float[] map = new float[SIDE * SIDE];
        for (int i = 0; i < map.length; i++) {
            map[i] = i / SIDE < 40 && i % SIDE < 40 ? 1 : 0;
        }
        Image overlay = Overlays.region(red(), TopMask.ofEnlarged(map, SIDE, SIDE, 0.05));
        assertThat(overlay.pixel(20, 20)).isEqualTo(0xC80000);
        assertThat(overlay.pixel(39, 20)).isEqualTo(0xFFB000);
        int faded = overlay.pixel(80, 80);
        assertThat(faded >> 16).isEqualTo(faded & 255).isGreaterThan(120);
    }

    @Test
    void aDeadMapFadesTheWholeFace() {
        Image overlay = Overlays.region(red(), TopMask.ofEnlarged(new float[SIDE * SIDE], SIDE, SIDE, 0.1));
        for (int i = 0; i < SIDE; i++) {
            int pixel = overlay.pixel(i, i);
            assertThat(pixel >> 16).isEqualTo(pixel & 255);
        }
    }

    @Test
    void smallFacesAreEnlarged() {
        Image small = red().resize(48, 48);
        assertThat(Overlays.plain(small).width()).isEqualTo(144);
        float[] map = new float[48 * 48];
        map[0] = 1;
        assertThat(Overlays.region(small, TopMask.ofEnlarged(map, 48, 48, 0.1)).width())
                .isEqualTo(144);
    }

    @Test
    void mapsRunFromLightToDark() {
        BufferedImage cells = Overlays.cells(new float[] {-1, 0, 1, 3}, 2, 2);
        assertThat(cells.getRGB(0, 0) & 0xFFFFFF).isEqualTo(0xF7FBFF);
        assertThat(cells.getRGB(1, 1) & 0xFFFFFF).isEqualTo(0x03122E);
        int last = 256;
        for (int i = 0; i <= 100; i++) {
            int colour = ColourScale.colour(i / 100.0);
            int luma = (299 * (colour >> 16) + 587 * (colour >> 8 & 255) + 114 * (colour & 255)) / 1000;
            assertThat(luma).isLessThanOrEqualTo(last);
            last = luma;
        }
        BufferedImage dead = Overlays.cells(new float[4], 2, 2);
        assertThat(dead.getRGB(0, 0)).isEqualTo(dead.getRGB(1, 1));
    }
}
