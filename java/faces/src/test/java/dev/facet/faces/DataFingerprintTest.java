package dev.facet.faces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.faces.synth.SynthFaces;
import org.junit.jupiter.api.Test;

class DataFingerprintTest {
    private final FaceDataset faces = new SynthFaces(2, 2, 32, 9);

    @Test
    void tellsWhichPicturesThereAreWhateverTheirOrder() {
        String all = DataFingerprint.of(FaceSubsets.of(faces, "all", 0, 1, 2));
        assertThat(all).hasSize(64);
        assertThat(DataFingerprint.of(FaceSubsets.of(faces, "other name", 2, 0, 1)))
                .isEqualTo(all);
        assertThat(DataFingerprint.of(FaceSubsets.of(faces, "all", 0, 1, 3))).isNotEqualTo(all);
        assertThat(DataFingerprint.of(FaceSubsets.of(faces, "all", 0, 1))).isNotEqualTo(all);
    }
}
