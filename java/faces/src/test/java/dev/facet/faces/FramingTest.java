package dev.facet.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FramingTest {

    private static Image noise(int w, int h) {
        byte[] rgb = new byte[w * h * 3];
        new SplittableRandom(w * 31L + h).nextBytes(rgb);
        return Image.of(w, h, rgb);
    }

    private static Image cut(Augmenter augmenter, Image working, long seed) {
        return Image.of(16, 16, augmenter.apply(working, seed));
    }

    @Test
    void theShorterSideDecidesTheWorkingSize() {
        Augmenter augmenter = new Augmenter(Augmentation.NONE, Framing.centreCrop(20), 16);
        assertThat(augmenter.working(noise(60, 40))).hasToString("Image 30x20");
        assertThat(augmenter.working(noise(40, 80))).hasToString("Image 20x40");
        assertThat(augmenter.working(noise(20, 20))).isEqualTo(noise(20, 20));
        assertThat(augmenter.working(noise(1000, 20))).hasToString("Image 80x20");
    }

    @Test
    void theCentreCropIsTheMiddle() {
        Image working = noise(30, 20);
        Augmenter augmenter = new Augmenter(Augmentation.NONE, Framing.centreCrop(20), 16);
        assertThat(cut(augmenter, working, 5)).isEqualTo(working.crop(7, 2, 16, 16));
    }

    @Test
    void randomCropsComeFromEverywhereAndDependOnTheSeedOnly() {
        Image working = noise(30, 20);
        Augmenter augmenter = new Augmenter(Augmentation.NONE, Framing.randomCrop(20), 16);
        Set<Image> possible = new HashSet<>();
        for (int x = 0; x <= 14; x++) {
            for (int y = 0; y <= 4; y++) {
                possible.add(working.crop(x, y, 16, 16));
            }
        }
        Set<Image> seen = new HashSet<>();
        for (int seed = 0; seed < 1500; seed++) {
            Image crop = cut(augmenter, working, seed);
            assertThat(possible).contains(crop);
            assertThat(cut(augmenter, working, seed)).isEqualTo(crop);
            seen.add(crop);
        }
        assertThat(seen).hasSameSizeAs(possible);
    }

    @Test
    void otherVariationLeavesTheCropAlone() {
        Image working = noise(30, 20);
        Augmenter plain = new Augmenter(Augmentation.NONE, Framing.randomCrop(20), 16);
        Augmenter grey = new Augmenter(Augmentation.NONE.withGrey(1), Framing.randomCrop(20), 16);
        Augmenter flip = new Augmenter(Augmentation.NONE.withFlip(1), Framing.randomCrop(20), 16);
        for (int seed = 0; seed < 20; seed++) {
            Image crop = cut(plain, working, seed);
            assertThat(cut(grey, working, seed)).isEqualTo(crop.greyscale());
            assertThat(cut(flip, working, seed)).isEqualTo(crop.flip());
        }
    }

    @Test
    void theWorkingPictureIsNeverChanged() {
        Image working = noise(16, 16);
        Augmenter grey = new Augmenter(Augmentation.NONE.withGrey(1), Framing.stretch(), 16);
        grey.apply(working, 1);
        assertThat(working).isEqualTo(noise(16, 16));
    }

    @Test
    void movementIsAroundTheCrop() {
        Augmenter still = new Augmenter(Augmentation.NONE.withRotationDegrees(1e-6f), Framing.centreCrop(20), 16);
        Image working = noise(30, 20);
        Image moved = cut(still, working, 3);
        Image crop = working.crop(7, 2, 16, 16);
        for (int i = 0; i < crop.rgb().length; i++) {
            assertThat(Math.abs((crop.rgb()[i] & 255) - (moved.rgb()[i] & 255))).isLessThan(2);
        }
    }

    @Test
    void sidesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> Framing.randomCrop(3)).hasMessageContaining("shortest side");
        assertThatThrownBy(() -> new Augmenter(Augmentation.NONE, Framing.randomCrop(15), 16))
                .hasMessageContaining("no room");
        assertThat(Framing.randomCrop(256).centred()).isEqualTo(Framing.centreCrop(256));
        assertThat(Framing.stretch().centred()).isEqualTo(Framing.stretch());
    }
}
