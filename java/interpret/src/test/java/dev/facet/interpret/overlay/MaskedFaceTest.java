package dev.facet.interpret.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.interpret.maps.PixelMask;
import org.junit.jupiter.api.Test;

class MaskedFaceTest {
    private static final byte[] RGB = {10, 20, 30, (byte) 200, (byte) 220, (byte) 240};

    @Test
    void showsTheRegionAndDimsTheRest() {
        PixelMask first = PixelMask.of(1, 2, i -> i == 0);
        assertThat(MaskedFace.of(RGB, first, 0)).containsExactly(10, 20, 30, 0, 0, 0);
        assertThat(MaskedFace.of(RGB, first, 0.5)).containsExactly(10, 20, 30, 100, 110, 120);
        assertThat(RGB[3]).isEqualTo((byte) 200);
    }

    @Test
    void refusesOtherSizes() {
        assertThatThrownBy(() -> MaskedFace.of(RGB, PixelMask.empty(2, 2), 0)).hasMessageContaining("2x2");
        assertThatThrownBy(() -> MaskedFace.of(RGB, PixelMask.empty(1, 2), 2)).hasMessageContaining("[0, 1]");
    }
}
