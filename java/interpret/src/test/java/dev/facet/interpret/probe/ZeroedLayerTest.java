package dev.facet.interpret.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.Device;
import dev.facet.nn.Initialization;
import dev.facet.nn.Network;
import dev.facet.nn.ResNet;
import dev.facet.nn.ResNetConfig;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Later layers from a layer's kept features are those from the pictures. */
class ZeroedLayerTest {
    private static final RowLayout LAYOUT = new RowLayout(
            IntStream.range(0, 40).toArray(), IntStream.range(40, 100).toArray());
    private static Device device;
    private final ProbePictures pictures = new ProbePictures(new PlantedFaces(20, 32), 32, 1 << 20);

    @BeforeAll
    static void open() {
        device = Device.cpu();
    }

    @AfterAll
    static void close() {
        device.close();
    }

    @Test
    void keptFeaturesGiveWhatPicturesGive() {
        try (TrainedNetwork network =
                network(new Vgg(VggConfig.of(11, 4).withWidth(0.0625).withInput(32)))) {
            check(network, "relu2_1", "relu3_1", "relu4_1", true);
        }
    }

    @Test
    void whatASkipConnectionPassesByIsComputedFromPictures() {
        try (TrainedNetwork network =
                network(new ResNet(ResNetConfig.of(50, 4).withWidth(0.0625).withInput(32)))) {
            check(network, "layer2.1.bn3", "layer2.1.add", "layer3.0.add", false);
        }
    }

    private static TrainedNetwork network(Network network) {
        return TrainedNetwork.create(network, device, variables -> Initialization.apply(network, variables, 3));
    }

    private void check(TrainedNetwork network, String layer, String next, String last, boolean kept) {
        ProbedLayer zeroed = LayerChoice.of(network.network(), List.of(layer)).get(0);
        List<ProbedLayer> behind = LayerChoice.of(network.network(), List.of(next, last));
        float[] factors = new float[zeroed.features()];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = i % 3 == 0 ? 0 : 1;
        }
        float[] all = new float[zeroed.features()];
        Arrays.fill(all, 1);
        try (ZeroedLayer fromFeatures = zeroed(network, zeroed, behind, 1L << 30);
                ZeroedLayer fromPictures = zeroed(network, zeroed, behind, 0)) {
            assertThat(fromFeatures.intact().isPresent()).isEqualTo(kept);
            assertThat(fromPictures.intact()).isEmpty();
            for (float[] some : List.of(factors, all)) {
                same(fromFeatures.train(some, "some"), fromPictures.train(some, "some"));
                same(fromFeatures.judged(some, "some"), fromPictures.judged(some, "some"));
            }
            assertThat(sum(fromFeatures.train(factors, "some").get(0)))
                    .isNotEqualTo(sum(fromFeatures.train(all, "none").get(0)));
        }
    }

    private ZeroedLayer zeroed(TrainedNetwork network, ProbedLayer layer, List<ProbedLayer> behind, long memory) {
        return new ZeroedLayer(network, layer, behind, pictures, LAYOUT, memory, ProbeListener.NONE);
    }

    private static double sum(MemoryRows rows) {
        return IntStream.range(0, rows.features())
                .mapToDouble(j -> rows.at(3, j))
                .sum();
    }

    private static void same(List<MemoryRows> actual, List<MemoryRows> expected) {
        for (int layer = 0; layer < expected.size(); layer++) {
            MemoryRows of = expected.get(layer);
            assertThat(actual.get(layer).rows()).isEqualTo(of.rows());
            for (int row = 0; row < of.rows(); row++) {
                for (int j = 0; j < of.features(); j++) {
                    assertThat(actual.get(layer).at(row, j)).isCloseTo(of.at(row, j), within(1e-5f));
                }
            }
        }
    }
}
