package dev.facet.faces.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.facet.engine.Device;
import dev.facet.engine.testing.ResearchData;
import dev.facet.faces.Image;
import dev.facet.faces.ImageFiles;
import dev.facet.faces.Landmarks68;
import dev.facet.faces.data.DlibXml68;
import dev.facet.faces.data.PictureFaces;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The detector and the landmark network on photographs, beside the same networks in ONNX Runtime; skips without data. */
class MtcnnTest {

    private static Path nets;
    private static Device device;
    private static Mtcnn detector;

    @BeforeAll
    static void load() {
        nets = ResearchData.require("nets");
        device = Device.cpu();
        detector = Mtcnn.load(nets.resolve("mtcnn"), device, MtcnnOptions.defaults());
    }

    @AfterAll
    static void close() {
        if (detector != null) {
            detector.close();
            device.close();
        }
    }

    private static List<PictureFaces> photos() {
        return DlibXml68.pictures(ResearchData.require("dlib_faces_68pt").resolve("testing_with_face_landmarks.xml"));
    }

    private static Mtcnn reference() throws Exception {
        Path folder = nets.resolve("mtcnn");
        return new Mtcnn(
                new OrtNetwork(folder.resolve("pnet.onnx"), false),
                new OrtNetwork(folder.resolve("rnet.onnx"), false),
                new OrtNetwork(folder.resolve("onet.onnx"), false),
                MtcnnOptions.defaults());
    }

    @Test
    void findsWhatTheSameNetworksFindInOnnxRuntime() throws Exception {
        try (Mtcnn reference = reference()) {
            for (PictureFaces photo : photos()) {
                Image picture = ImageFiles.read(photo.file());
                List<FaceDetection> ours = detector.detect(picture);
                List<FaceDetection> theirs = reference.detect(picture);
                assertThat(ours).as(photo.file().toString()).hasSameSizeAs(theirs);
                for (FaceDetection face : theirs) {
                    FaceDetection same = ours.stream()
                            .filter(other -> other.box().iou(face.box()) > 0.99)
                            .findFirst()
                            .orElseThrow(() -> new AssertionError("no " + face + " among " + ours));
                    // With direct sums they agree to 1e-4; Winograd rounds twice as much, and each network cuts what
                    // the one before found.
                    assertThat(same.score()).isCloseTo(face.score(), offset(5e-4));
                    assertThat(same.points()).containsExactly(face.points(), offset(0.02f));
                }
            }
        }
    }

    @Test
    void findsTheLabelledFaces() {
        int faces = 0;
        int found = 0;
        for (PictureFaces photo : photos()) {
            List<FaceDetection> detections = detector.detect(ImageFiles.read(photo.file()));
            for (PictureFaces.Face face : photo.faces()) {
                faces++;
                found += detections.stream().anyMatch(d -> d.box().iou(face.box()) >= 0.5) ? 1 : 0;
            }
        }
        assertThat(faces).isEqualTo(25);
        assertThat(found).isGreaterThanOrEqualTo(24);
    }

    @Test
    void landmarksAreThoseOfOnnxRuntimeAndNearTheLabels() throws Exception {
        Path file = nets.resolve("faceplugin/fr_landmark.onnx");
        PictureFaces photo = photos().get(1);
        Image picture = ImageFiles.read(photo.file());
        try (LandmarkNetwork ours = LandmarkNetwork.load(file, device);
                LandmarkNetwork theirs = new LandmarkNetwork(new OrtNetwork(file, true))) {
            for (FaceDetection face : detector.detect(picture)) {
                float[] points = ours.landmarks(picture, face);
                assertThat(points).containsExactly(theirs.landmarks(picture, face), offset(0.05f));
                double error = photo.faces().stream()
                        .mapToDouble(labelled -> meanError(points, labelled.landmarks()))
                        .min()
                        .orElseThrow();
                assertThat(error).isLessThan(0.1);
                assertThat(meanError(face.points(), Landmarks68.toFive(points)))
                        .as("distance of the detector's five points from those of the landmarks")
                        .isLessThan(0.2);
            }
        }
    }

    /** Mean distance, in distances between the second array's first two eyes: outer corners of 68 points, centres of 5. */
    private static double meanError(float[] points, float[] truth) {
        double sum = 0;
        for (int i = 0; i < truth.length; i += 2) {
            sum += Math.hypot(points[i] - truth[i], points[i + 1] - truth[i + 1]);
        }
        double unit = truth.length == 10
                ? Math.hypot(truth[2] - truth[0], truth[3] - truth[1])
                : Landmarks68.outerEyeDistance(truth);
        return 2 * sum / truth.length / unit;
    }

    @Test
    void aPictureWithoutAFaceHasNone() {
        byte[] grey = new byte[90 * 70 * 3];
        Arrays.fill(grey, (byte) 120);
        assertThat(detector.detect(Image.of(90, 70, grey))).isEmpty();
        assertThat(detector.detect(Image.of(19, 400, new byte[19 * 400 * 3])))
                .as("smaller than the smallest face")
                .isEmpty();
    }
}
