package dev.facet.faces.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.faces.FaceParts;
import dev.facet.faces.FaceSample;
import dev.facet.faces.Image;
import dev.facet.faces.ImageBatches;
import dev.facet.faces.Landmarks68;
import dev.facet.faces.PartMasks;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SynthFacesTest {

    @Test
    void sameSeedSamePicturesOtherSeedOthers() {
        SynthFaces a = new SynthFaces(3, 4, 64, 7);
        SynthFaces b = new SynthFaces(3, 4, 64, 7);
        SynthFaces c = new SynthFaces(3, 4, 64, 8);
        Set<Image> different = new HashSet<>();
        for (int i = a.size() - 1; i >= 0; i--) {
            assertThat(a.sample(i).image()).isEqualTo(b.sample(i).image());
            assertThat(a.sample(i).image()).isSameAs(a.sample(i).image());
            assertThat(a.sample(i).parts()).isEqualTo(b.sample(i).parts());
            assertThat(a.sample(i).landmarks().orElseThrow())
                    .isEqualTo(b.sample(i).landmarks().orElseThrow());
            assertThat(a.sample(i).image()).isNotEqualTo(c.sample(i).image());
            different.add(a.sample(i).image());
        }
        assertThat(different).hasSize(12);
    }

    @Test
    void whatWasDrawnBeforeLeavesNoTrace() {
        SynthFaces inOrder = new SynthFaces(8, 2, 65, 11);
        SynthFaces parallel = new SynthFaces(8, 2, 65, 11);
        Image[] images = new Image[parallel.size()];
        PartMasks[] masks = new PartMasks[parallel.size()];
        IntStream.range(0, parallel.size()).parallel().forEach(i -> {
            masks[i] = parallel.sample(i).parts().orElseThrow();
            images[i] = parallel.sample(i).image();
        });
        for (int i = 0; i < inOrder.size(); i++) {
            Image image = inOrder.sample(i).image();
            PartMasks parts = inOrder.sample(i).parts().orElseThrow();
            assertThat(image).isEqualTo(images[i]);
            assertThat(parts).isEqualTo(masks[i]);
            // In memory that nothing was drawn in.
            assertThat(image).isEqualTo(new SynthFaces(8, 2, 65, 11).sample(i).image());
            assertThat(parts)
                    .isEqualTo(new SynthFaces(8, 2, 65, 11).sample(i).parts().orElseThrow());
        }
    }

    @Test
    void aLargerDataSetBeginsWithTheSamePeople() {
        assertThat(new SynthFaces(2, 3, 48, 5).sample(0).image())
                .isEqualTo(new SynthFaces(9, 7, 48, 5).sample(0).image());
    }

    @Test
    void labelsAndNamesFit() {
        SynthFaces faces = new SynthFaces(3, 4, 48, 7);
        assertThat(faces.size()).isEqualTo(12);
        assertThat(faces.identities()).hasSize(3).doesNotHaveDuplicates();
        for (int i = 0; i < 12; i++) {
            FaceSample s = faces.sample(i);
            assertThat(s.identity()).isEqualTo(i / 4).isEqualTo(faces.identity(i));
            assertThat(s.attributes().keySet()).containsExactlyInAnyOrderElementsOf(faces.attributes());
        }
    }

    @Test
    void landmarksLieOnTheirParts() {
        SynthFaces faces = new SynthFaces(30, 3, 112, 3);
        Map<FaceParts, int[]> hits = new EnumMap<>(FaceParts.class);
        int jaw = 0;
        for (int i = 0; i < faces.size(); i++) {
            FaceSample s = faces.sample(i);
            float[] xy = s.landmarks().orElseThrow();
            PartMasks masks = s.parts().orElseThrow();
            boolean covered = s.attributes().get("Eyeglasses");
            if (!covered) {
                count(hits, masks, FaceParts.EYES, Landmarks68.mean(xy, 36, 42));
                count(hits, masks, FaceParts.EYES, Landmarks68.mean(xy, 42, 48));
            }
            count(hits, masks, FaceParts.NOSE, new double[] {xy[60], xy[61]});
            count(hits, masks, FaceParts.MOUTH, Landmarks68.mean(xy, 48, 60));
            jaw += xy[17] > xy[1] && xy[17] > xy[33] ? 1 : 0;
        }
        hits.forEach((part, n) -> assertThat(n[0]).as(part.label()).isGreaterThan((int) (0.97 * n[1])));
        assertThat(jaw).as("chins below the sides of the face").isEqualTo(faces.size());
    }

    private static void count(Map<FaceParts, int[]> hits, PartMasks masks, FaceParts part, double[] at) {
        int[] n = hits.computeIfAbsent(part, p -> new int[2]);
        n[0] += masks.contains(part, (int) at[0], (int) at[1]) ? 1 : 0;
        n[1]++;
    }

    @Test
    void allPartsAppearInSensibleSizes() {
        SynthFaces faces = new SynthFaces(40, 1, 112, 9);
        Map<FaceParts, Integer> present = new HashMap<>();
        for (int i = 0; i < faces.size(); i++) {
            PartMasks masks = faces.sample(i).parts().orElseThrow();
            assertThat(masks.parts()).containsExactlyInAnyOrder(FaceParts.values());
            assertThat(masks.provenance(FaceParts.HAIR)).isEqualTo(PartMasks.Provenance.EXACT);
            double skin = masks.count(FaceParts.CHEEK) + masks.count(FaceParts.JAW) + masks.count(FaceParts.NOSE);
            assertThat(skin / (112 * 112)).isBetween(0.06, 0.4);
            for (FaceParts part : FaceParts.values()) {
                present.merge(part, masks.count(part) > 20 ? 1 : 0, Integer::sum);
            }
        }
        for (FaceParts part : FaceParts.values()) {
            assertThat(present.get(part)).as(part.label()).isGreaterThan(part == FaceParts.HAIR ? 30 : 34);
        }
    }

    @Test
    void attributesAreVisible() {
        SynthFaces faces = new SynthFaces(60, 4, 96, 12);
        int glasses = 0;
        int with = 0;
        double covered = 0;
        double open = 0;
        for (int i = 0; i < faces.size(); i++) {
            FaceSample s = faces.sample(i);
            int eyes = s.parts().orElseThrow().count(FaceParts.EYES);
            if (s.attributes().get("Eyeglasses")) {
                glasses++;
                covered += eyes;
            } else {
                with++;
                open += eyes;
            }
            if (s.attributes().get("Bald")) {
                assertThat(s.parts().orElseThrow().count(FaceParts.HAIR)).isLessThan(96 * 96 / 12);
            }
        }
        assertThat(glasses).isBetween(15, 160);
        assertThat(covered / glasses).as("frames hide some of the eyes").isLessThan(open / with);
    }

    @Test
    void picturesOfOnePersonVary() {
        SynthFaces faces = new SynthFaces(1, 60, 48, 2);
        double leftmost = 90;
        double rightmost = -90;
        int smiling = 0;
        for (int i = 0; i < faces.size(); i++) {
            float yaw = faces.sample(i).measures().get("yaw_degrees");
            leftmost = Math.min(leftmost, yaw);
            rightmost = Math.max(rightmost, yaw);
            smiling += faces.sample(i).attributes().get("Smiling") ? 1 : 0;
        }
        assertThat(leftmost).isLessThan(-12);
        assertThat(rightmost).isGreaterThan(12);
        assertThat(smiling).isBetween(3, 57);
    }

    @Test
    void anySizeWorksAndImpossibleOnesAreRefused() {
        for (int side : new int[] {32, 65, 200}) {
            FaceSample s = new SynthFaces(1, 1, side, 1).sample(0);
            assertThat(s.image().width()).isEqualTo(side);
            assertThat(s.parts().orElseThrow().height()).isEqualTo(side);
        }
        assertThatThrownBy(() -> new SynthFaces(0, 1, 64, 1)).hasMessageContaining("people");
        assertThatThrownBy(() -> new SynthFaces(1, 1, 8, 1)).hasMessageContaining("side");
    }

    @Test
    void batchesDoNotDependOnWhoDraws() {
        float[] expected = null;
        for (int workers = 1; workers <= 3; workers++) {
            FloatBuffer images = FloatBuffer.allocate(8 * 32 * 32 * 3);
            try (ImageBatches batches = ImageBatches.of(new SynthFaces(4, 8, 48, 6))
                    .size(32)
                    .batchSize(8)
                    .workers(workers)
                    .open()) {
                batches.next(images, IntBuffer.allocate(8));
            }
            expected = expected == null ? images.array() : expected;
            assertThat(images.array()).isEqualTo(expected);
        }
    }
}
