package dev.facet.faces.synth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.faces.FacePair;
import dev.facet.faces.FacePairs;
import dev.facet.faces.Image;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Telling drawn people apart must need more than comparing pixels, and yet pixels must tell something. */
class PixelBaselineTest {

    private static final Logger LOG = LoggerFactory.getLogger(PixelBaselineTest.class);

    @Test
    void pixelsAloneDoNotTellPeopleApart() {
        SynthFaces faces = new SynthFaces(40, 12, 64, 5);
        FacePairs pairs = FacePairs.draw(faces, 1, 600, 3);
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < faces.size(); i++) {
            vectors.add(null);
        }
        double[] scores = new double[600];
        for (int k = 0; k < scores.length; k++) {
            FacePair pair = pairs.pairs().get(k);
            float[] a = vector(faces, vectors, pair.first());
            float[] b = vector(faces, vectors, pair.second());
            for (int i = 0; i < a.length; i++) {
                scores[k] += a[i] * b[i];
            }
        }
        int best = 0;
        for (double threshold : scores) {
            int right = 0;
            for (int k = 0; k < scores.length; k++) {
                right += scores[k] >= threshold == pairs.pairs().get(k).same() ? 1 : 0;
            }
            best = Math.max(best, right);
        }
        LOG.info("best accuracy of the cosine of pixels: {}", best / 600.0);
        assertThat(best / 600.0).isBetween(0.55, 0.8);
    }

    private static float[] vector(SynthFaces faces, List<float[]> known, int i) {
        float[] v = known.get(i);
        if (v != null) {
            return v;
        }
        Image image = faces.sample(i).image().resize(32, 32);
        v = new float[image.rgb().length];
        double mean = 0;
        for (int k = 0; k < v.length; k++) {
            v[k] = image.rgb()[k] & 255;
            mean += v[k] / v.length;
        }
        double norm = 0;
        for (int k = 0; k < v.length; k++) {
            v[k] -= (float) mean;
            norm += v[k] * v[k];
        }
        for (int k = 0; k < v.length; k++) {
            v[k] /= (float) Math.sqrt(norm);
        }
        known.set(i, v);
        return v;
    }
}
