package dev.facet.faces.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.Device;
import dev.facet.engine.testing.ResearchData;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.Image;
import dev.facet.faces.data.LfwPairs;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.onnx.OnnxNetwork;
import dev.facet.nn.onnx.PixelScaling;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Aligned photographs through a published face network, beside ONNX Runtime; skips without data. */
class AlignedEmbeddingTest {

    private static final Logger LOG = LoggerFactory.getLogger(AlignedEmbeddingTest.class);
    private static final int FACES = 12;
    private static final int PIXELS = 112;

    @Test
    void embeddingsAreThoseOfOnnxRuntime() throws Exception {
        Path nets = ResearchData.require("nets");
        FaceDataset pictures = LfwPairs.read(ResearchData.require("lfw")).images();
        Path file = nets.resolve("faceplugin/fr_feature.onnx");
        double worst = 0;
        try (Device device = Device.cpu();
                Mtcnn detector = Mtcnn.load(nets.resolve("mtcnn"), device, MtcnnOptions.defaults());
                TrainedNetwork ours = OnnxNetwork.read(file)
                        .withScaling(PixelScaling.rgb(127, 128))
                        .trained(device);
                OrtNetwork theirs = new OrtNetwork(file, false)) {
            AlignedFaces aligned = new AlignedFaces(pictures, FaceAligner.byFivePoints(detector), Optional.empty());
            for (int i = 0; i < FACES; i++) {
                Image face = aligned.dataset(PIXELS).sample(100 * i).image();
                float[] input = new float[PIXELS * PIXELS * 3];
                face.writeNormalised(FloatBuffer.wrap(input));
                float[] actual = ours.embed(input)[0];
                float[] expected =
                        theirs.run(planes(face), 1, 3, PIXELS, PIXELS).get(0);
                worst = Math.max(worst, relativeDifference(actual, expected));
            }
            assertThat(aligned.withoutFace()).isEmpty();
        }
        LOG.info("embeddings of {} faces differ from ONNX Runtime's by {} of their length at most", FACES, worst);
        assertThat(worst).isLessThan(1e-4);
    }

    private static float[] planes(Image face) {
        float[] planes = new float[face.rgb().length];
        int size = PIXELS * PIXELS;
        for (int i = 0; i < planes.length; i++) {
            planes[i % 3 * size + i / 3] = ((face.rgb()[i] & 255) - 127f) / 128f;
        }
        return planes;
    }

    private static double relativeDifference(float[] actual, float[] expected) {
        double difference = 0;
        double length = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            length += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / length);
    }
}
