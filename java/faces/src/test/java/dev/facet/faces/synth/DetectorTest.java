package dev.facet.faces.synth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.faces.FaceSample;
import dev.facet.faces.TestData;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drawn faces must look like faces to a detector that has only seen photographs. */
class DetectorTest {

    private static final Logger LOG = LoggerFactory.getLogger(DetectorTest.class);

    /** From the landmarks, with a forehead above the brows. */
    static Mtcnn.Box trueBox(float[] xy) {
        double x0 = 1e9;
        double y0 = 1e9;
        double x1 = -1e9;
        double y1 = -1e9;
        for (int i = 0; i < 68; i++) {
            x0 = Math.min(x0, xy[2 * i]);
            x1 = Math.max(x1, xy[2 * i]);
            y0 = Math.min(y0, xy[2 * i + 1]);
            y1 = Math.max(y1, xy[2 * i + 1]);
        }
        return new Mtcnn.Box(x0, y0 - 0.25 * (y1 - y0), x1, y1, 1);
    }

    @Test
    void aDetectorFindsNineOfTen() throws Exception {
        var folder = TestData.folder("nets/mtcnn");
        SynthFaces faces = new SynthFaces(50, 6, 112, 11);
        int found = 0;
        try (Mtcnn detector = new Mtcnn(folder)) {
            for (int i = 0; i < faces.size(); i++) {
                FaceSample sample = faces.sample(i);
                Mtcnn.Box truth = trueBox(sample.landmarks().orElseThrow());
                List<Mtcnn.Box> boxes = detector.detect(sample.image());
                boolean hit = boxes.stream().anyMatch(b -> b.overlap(truth) > 0.4);
                found += hit ? 1 : 0;
            }
        }
        LOG.info("MTCNN found {} of {} drawn faces", found, faces.size());
        assertThat(found).isGreaterThanOrEqualTo((int) (0.9 * faces.size()));
    }
}
