package dev.facet.faces.synth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.Device;
import dev.facet.engine.testing.ResearchData;
import dev.facet.faces.FaceBox;
import dev.facet.faces.FaceSample;
import dev.facet.faces.detect.FaceDetection;
import dev.facet.faces.detect.Mtcnn;
import dev.facet.faces.detect.MtcnnOptions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drawn faces must look like faces to a detector that has only seen photographs. */
class DetectorTest {

    private static final Logger LOG = LoggerFactory.getLogger(DetectorTest.class);

    /** From the landmarks, with a forehead above the brows. */
    private static FaceBox trueBox(float[] xy) {
        FaceBox brows = FaceBox.around(xy);
        return new FaceBox(brows.x0(), brows.y0() - 0.25 * brows.height(), brows.x1(), brows.y1());
    }

    @Test
    void aDetectorFindsNineOfTen() {
        var folder = ResearchData.require("nets/mtcnn");
        SynthFaces faces = new SynthFaces(50, 6, 112, 11);
        int found = 0;
        try (Device device = Device.cpu();
                Mtcnn detector = Mtcnn.load(folder, device, MtcnnOptions.defaults())) {
            for (int i = 0; i < faces.size(); i++) {
                FaceSample sample = faces.sample(i);
                FaceBox truth = trueBox(sample.landmarks().orElseThrow());
                List<FaceDetection> detections = detector.detect(sample.image());
                boolean hit = detections.stream().anyMatch(face -> face.box().iou(truth) > 0.4);
                found += hit ? 1 : 0;
            }
        }
        LOG.info("MTCNN found {} of {} drawn faces", found, faces.size());
        assertThat(found).isGreaterThanOrEqualTo((int) (0.9 * faces.size()));
    }
}
