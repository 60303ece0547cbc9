package dev.facet.faces.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.testing.ResearchData;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FacePairs;
import dev.facet.faces.FaceParts;
import dev.facet.faces.FaceSample;
import dev.facet.faces.FaceSubsets;
import dev.facet.faces.PartMasks;
import org.junit.jupiter.api.Test;

/** Reads the research data sets; skips without them. */
class RealDataTest {

    private static void assertReadable(FaceDataset data, int step) {
        for (int i = 0; i < data.size(); i += step) {
            FaceSample s = data.sample(i);
            assertThat(s.image().width()).isPositive();
            assertThat(data.identities().get(s.identity())).isEqualTo(s.identityName());
            s.parts().ifPresent(masks -> {
                assertThat(masks.width()).isEqualTo(s.image().width());
                assertThat(masks.height()).isEqualTo(s.image().height());
            });
        }
    }

    @Test
    void celeba() {
        FaceDataset data = CelebaDataset.read(ResearchData.require("celeba"));
        assertThat(data.size()).isEqualTo(14542);
        assertThat(data.identities()).hasSize(830);
        assertThat(data.attributes()).hasSize(40).contains("Eyeglasses");
        assertThat(FaceSubsets.withImages(data, 15).identities()).hasSize(554);
        assertReadable(data, 500);
    }

    @Test
    void lfw() {
        FacePairs pairs = LfwPairs.read(ResearchData.require("lfw"));
        assertThat(pairs.folds()).isEqualTo(5);
        assertThat(pairs.pairs()).hasSize(3000);
        assertThat(pairs.images().size()).isLessThanOrEqualTo(3811);
        assertReadable(pairs.images(), 400);
        FaceDataset cropped = FaceSubsets.cropped(pairs.images(), 64.5, 57, 185.5, 178);
        assertThat(cropped.sample(3).image().width()).isEqualTo(121);
    }

    @Test
    void celebaMaskHq() {
        FaceDataset data = CelebaMaskHq.read(ResearchData.require("celebamask_hq"));
        assertThat(data.size()).isEqualTo(400);
        assertReadable(data, 40);
        int noses = 0;
        for (int i = 0; i < 100; i++) {
            noses += data.sample(i).parts().orElseThrow().count(FaceParts.NOSE) > 0 ? 1 : 0;
        }
        assertThat(noses).isGreaterThan(95);
    }

    @Test
    void ytf68() {
        FaceDataset data = Ytf68.read(ResearchData.require("ytf_68pt"));
        assertThat(data.size()).isEqualTo(275);
        assertThat(data.sample(0).identityName()).isEqualTo("Andy_Roddick");
        assertReadable(data, 25);
        for (int i = 0; i < data.size(); i += 10) {
            PartMasks masks = data.sample(i).parts().orElseThrow();
            assertThat(masks.count(FaceParts.NOSE)).as(data.sample(i).id()).isPositive();
            assertThat(masks.count(FaceParts.FOREHEAD)).as(data.sample(i).id()).isPositive();
        }
    }

    @Test
    void dlibXml() {
        var folder = ResearchData.require("dlib_faces_68pt");
        FaceDataset test = DlibXml68.read(folder.resolve("testing_with_face_landmarks.xml"), 1.6);
        FaceDataset train = DlibXml68.read(folder.resolve("training_with_face_landmarks.xml"), 1.6);
        assertThat(test.size() + train.size()).isEqualTo(43);
        assertReadable(test, 1);
    }
}
