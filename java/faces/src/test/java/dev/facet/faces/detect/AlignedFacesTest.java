package dev.facet.faces.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.facet.faces.FaceBox;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceParts;
import dev.facet.faces.FaceSample;
import dev.facet.faces.Image;
import dev.facet.faces.Landmarks68;
import dev.facet.faces.PartMasks;
import dev.facet.faces.synth.SynthFaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Alignment with a detector that knows the drawn faces' landmarks, but not the last one's. */
class AlignedFacesTest {

    private static final FaceDataset FACES = new SynthFaces(2, 2, 128, 9);
    private static final int UNKNOWN = 3;

    private final List<Integer> asked = new ArrayList<>();

    private final FaceDetector knowing = new FaceDetector() {
        @Override
        public List<FaceDetection> detect(Image picture) {
            for (int i = 0; i < FACES.size(); i++) {
                if (FACES.sample(i).image().equals(picture)) {
                    asked.add(i);
                    return i == UNKNOWN ? List.of() : List.of(face(FACES.sample(i)));
                }
            }
            throw new AssertionError("asked for a picture that is not there");
        }

        @Override
        public double smallestFace() {
            return 20;
        }

        @Override
        public void close() {}
    };

    private static FaceDetection face(FaceSample sample) {
        float[] landmarks = sample.landmarks().orElseThrow();
        return new FaceDetection(FaceBox.around(landmarks), 1, Landmarks68.toFive(landmarks));
    }

    private AlignedFaces aligned(Optional<FaceBox> otherwise) {
        return new AlignedFaces(FACES, FaceAligner.byFivePoints(knowing), otherwise);
    }

    @Test
    void facesComeToTheTemplateWithAllThatIsKnownOfThem() {
        FaceDataset faces = aligned(Optional.empty()).dataset(112);
        for (int i = 0; i < UNKNOWN; i++) {
            FaceSample sample = faces.sample(i);
            assertThat(sample.image().width()).isEqualTo(112);
            float[] landmarks = sample.landmarks().orElseThrow();
            float[] five = Landmarks68.toFive(landmarks);
            float[] template = FaceTemplate.points(112);
            for (int k = 0; k < five.length; k++) {
                assertThat(five[k]).as("coordinate %d of face %d", k, i).isCloseTo(template[k], offset(9f));
            }
            assertThat((five[1] + five[3]) / 2).as("height of the eyes").isCloseTo(52, offset(3f));
            PartMasks parts = sample.parts().orElseThrow();
            assertThat(parts.width()).isEqualTo(112);
            double[] mouth = Landmarks68.mean(landmarks, Landmarks68.OUTER_LIPS, Landmarks68.INNER_LIPS);
            assertThat(parts.contains(FaceParts.MOUTH, (int) mouth[0], (int) mouth[1]))
                    .isTrue();
            assertThat(sample.identity()).isEqualTo(FACES.identity(i));
        }
        assertThat(faces.parts()).isEqualTo(FACES.parts());
        assertThat(faces.name()).contains("aligned by 5 points to 112 pixels");
    }

    @Test
    void eachFaceIsLookedForOnce() {
        AlignedFaces aligned = aligned(Optional.empty());
        assertThat(aligned.looked()).isZero();
        aligned.dataset(112).sample(1).landmarks();
        aligned.dataset(112).sample(1).image();
        Image small = aligned.dataset(56).sample(1).image();
        assertThat(asked).containsExactly(1);
        assertThat(aligned.looked()).isEqualTo(1);
        Image shrunk = aligned.dataset(112).sample(1).image().resize(56, 56);
        assertThat(difference(small, shrunk))
                .as("the same place at another size")
                .isLessThan(4);
    }

    private static double difference(Image a, Image b) {
        double sum = 0;
        for (int i = 0; i < a.rgb().length; i++) {
            sum += Math.abs((a.rgb()[i] & 255) - (b.rgb()[i] & 255));
        }
        return sum / a.rgb().length;
    }

    @Test
    void whereNoFaceIsFoundTheRectangleIsShownAndCounted() {
        FaceBox rectangle = new FaceBox(16, 16, 112, 112);
        AlignedFaces aligned = aligned(Optional.of(rectangle));
        for (int i = 0; i < FACES.size(); i++) {
            aligned.dataset(64).sample(i).image();
        }
        FaceSample unknown = FACES.sample(UNKNOWN);
        assertThat(aligned.withoutFace()).containsExactly(unknown.id());
        assertThat(aligned.looked()).isEqualTo(FACES.size());
        assertThat(aligned.dataset(64).sample(UNKNOWN).image())
                .isEqualTo(unknown.image().resize(16, 16, 112, 112, 64, 64));
        assertThat(aligned(Optional.empty()).dataset(64).sample(UNKNOWN).image())
                .as("without a rectangle the whole picture")
                .isEqualTo(unknown.image().resize(64, 64));
    }

    @Test
    void thePictureIsAboutTheLargeFaceNearItsMiddle() {
        Image picture = Image.of(200, 100, new byte[200 * 100 * 3]);
        FaceDetection small = detection(95, 45, 105, 55);
        FaceDetection middle = detection(80, 30, 120, 70);
        FaceDetection largeAtTheEdge = detection(0, 20, 50, 70);
        assertThat(FaceAligner.central(List.of(small, largeAtTheEdge, middle), picture))
                .contains(middle);
        assertThat(FaceAligner.central(List.of(), picture)).isEmpty();
    }

    private static FaceDetection detection(double x0, double y0, double x1, double y1) {
        return new FaceDetection(new FaceBox(x0, y0, x1, y1), 0.9, new float[10]);
    }
}
