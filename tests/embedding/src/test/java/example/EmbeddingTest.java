package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.Device;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.Image;
import dev.facet.faces.synth.SynthFaces;
import dev.facet.interpret.evaluation.ChannelMetrics;
import dev.facet.interpret.metrics.ChannelMetric;
import dev.facet.nn.Initialization;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import dev.facet.nn.checkpoint.Checkpoint;
import dev.facet.nn.checkpoint.CheckpointInfo;
import dev.facet.nn.checkpoint.DataDescription;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another project does with Facet, on generated faces and a network of random weights. */
class EmbeddingTest {

    private static final FaceDataset FACES = new SynthFaces(2, 2, 64, 1);

    @TempDir
    static Path folder;

    private static Path checkpoint;

    @BeforeAll
    static void writeCheckpoint() {
        checkpoint = folder.resolve("vgg11.safetensors");
        Vgg vgg = new Vgg(new VggConfig(11, true, 0.125, 64, 3, 2, 0));
        try (Device device = Device.cpu();
                TrainedNetwork network =
                        TrainedNetwork.create(vgg, device, variables -> Initialization.apply(vgg, variables, 1))) {
            Checkpoint.save(checkpoint, CheckpointInfo.of(vgg, DataDescription.UNKNOWN), network.variables());
        }
    }

    @Test
    void twoFacesAreCompared() {
        Image a = FACES.sample(0).image();
        Image b = FACES.sample(2).image();
        assertThat(CompareFaces.cosine(checkpoint, a, a)).isCloseTo(1, within(1e-5));
        assertThat(CompareFaces.cosine(checkpoint, a, b)).isLessThan(0.99999);
    }

    @Test
    void aChannelIsShown() {
        Image face = FACES.sample(0).image();
        Image overlay = ShowChannel.overlay(checkpoint, face, "relu5_2", 0, 4, 64);
        assertThat(overlay.width()).isEqualTo(64);
        assertThat(overlay).isNotEqualTo(face);
    }

    @Test
    void pixelsExplainALikeness() {
        Image a = FACES.sample(0).image();
        Image b = FACES.sample(2).image();
        float[] pixels = ExplainLikeness.pixels(checkpoint, a, b);
        assertThat(pixels).hasSize(64 * 64 * 3);
        assertThat(pixels).isNotEqualTo(ExplainLikeness.pixels(checkpoint, a, a));
    }

    @Test
    void channelsAreMeasured() {
        ChannelMetrics metrics = MeasureChannels.of(checkpoint, FACES, 4, "relu5_2");
        assertThat(metrics.estimate(ChannelMetric.PEI).value()).isBetween(0.0, 1.0);
    }

    @Test
    void aNetworkIsTrained() {
        Path trained = folder.resolve("trained.safetensors");
        assertThat(TrainOnFaces.train(new SynthFaces(4, 4, 64, 1), 1, trained).completed())
                .isTrue();
        assertThat(CompareFaces.cosine(
                        trained, FACES.sample(0).image(), FACES.sample(0).image()))
                .isCloseTo(1, within(1e-5));
    }
}
