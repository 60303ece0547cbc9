package dev.facet.interpret.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.facet.engine.Device;
import dev.facet.nn.Initialization;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies whose features go to files, and what they do when a file fails. */
class FeatureFilesTest {
    private static final List<String> LAYERS = List.of("conv1_1", "relu1_1", "conv2_1", "relu2_1", "pool2");
    private static final String FILED = "relu2_1";
    private static final long LITTLE = 64L << 20;
    private static final long MUCH = 1L << 30;

    private static Device device;
    private static PlantedFaces faces;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        device = Device.cpu(2);
        faces = new PlantedFaces(160, 32);
    }

    @AfterAll
    static void close() {
        device.close();
    }

    private static TrainedNetwork tinyVgg() {
        Network vgg = new Vgg(VggConfig.of(11, 4).withWidth(0.0625).withInput(32));
        return TrainedNetwork.create(vgg, device, variables -> Initialization.apply(vgg, variables, 3));
    }

    private List<LayerResult> run(TrainedNetwork network, String out, long memory, long disk, ProbeListener listener) {
        ProbeStudy study = ProbeStudy.of(
                        ProbeLabels.ofAttributes(faces, List.of("Planted")),
                        PoolSplit.of(faces, 0.25, 1),
                        ProbeSettings.protocol(memory, 1)
                                .withSamples(240, 240, 20)
                                .withUnits(2, 0))
                .withDisk(disk);
        List<ProbedLayer> layers = LayerChoice.of(network.network(), LAYERS);
        ProbeSubject subject = new ProbeSubject("vgg", null, network, faces, layers, null);
        LayerStore store = LayerStore.open(folder.resolve(out), study.key(subject), false);
        return study.run(subject, store, listener).get(0).layers();
    }

    private static LayerResult filed(List<LayerResult> layers) {
        return layers.stream()
                .filter(layer -> layer.layer().name().equals(FILED))
                .findFirst()
                .orElseThrow();
    }

    private static double told(LayerResult layer) {
        assertThat(layer.failure()).isNull();
        return layer.labels().get(0).layer().test().primary();
    }

    private static void link(Path from, Path to) {
        try {
            Files.createDirectories(from.getParent());
            Files.createSymbolicLink(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<Path> leftOver(String out) {
        try {
            return Files.list(folder.resolve(out).resolve("features"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void findsTheSameInFiles() {
        try (TrainedNetwork network = tinyVgg()) {
            LayerResult memory = filed(run(network, "memory", MUCH, 0, ProbeListener.NONE));
            LayerResult file = filed(run(network, "file", LITTLE, MUCH, ProbeListener.NONE));
            assertThat(memory.storage()).isEqualTo("memory");
            assertThat(file.storage()).isEqualTo("file");
            assertThat(told(file)).isGreaterThan(0.7).isCloseTo(told(memory), within(0.02));
            assertThat(leftOver("file")).isEmpty();
        }
    }

    @Test
    void computesAnewWhatAFullDiskCannotHold() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "needs /dev/full, a disk without room");
        try (TrainedNetwork network = tinyVgg()) {
            LayerResult intact = filed(run(network, "intact", LITTLE, MUCH, ProbeListener.NONE));
            assertThat(intact.storage()).isEqualTo("file");
            Path file = folder.resolve("full/features/%04d-judged.features"
                    .formatted(intact.layer().index()));
            Warnings warnings = new Warnings() {
                @Override
                public void planned(List<String> lines) {
                    link(file, full);
                }
            };
            List<LayerResult> layers = run(network, "full", LITTLE, MUCH, warnings);
            assertThat(filed(layers).storage()).isEqualTo("recompute");
            assertThat(told(filed(layers))).isCloseTo(told(intact), within(0.02));
            assertThat(layers)
                    .hasSameSizeAs(LAYERS)
                    .allSatisfy(layer -> assertThat(layer.failure()).isNull());
            assertThat(warnings.said)
                    .anySatisfy(line -> assertThat(line)
                            .startsWith(FILED)
                            .contains("Cannot write row 0", "--disk", "--memory")
                            .doesNotContain("BF16"));
            assertThat(leftOver("full")).isEmpty();
        }
    }

    @Test
    void computesAnewWhatSixteenBitsCannotHold() {
        try (TrainedNetwork network = tinyVgg()) {
            float[] weights = network.variables().get("conv2_1.weight").toFloats();
            for (int i = 0; i < weights.length; i++) {
                weights[i] *= 1e6f;
            }
            network.variables().get("conv2_1.weight").set(weights);
            Warnings warnings = new Warnings();
            LayerResult layer = filed(run(network, "large", LITTLE, MUCH, warnings));
            assertThat(layer.storage()).isEqualTo("recompute");
            assertThat(told(layer)).isGreaterThan(0.7);
            assertThat(warnings.said)
                    .anySatisfy(line -> assertThat(line).startsWith(FILED).contains("F16 cannot hold"));
            assertThat(leftOver("large")).isEmpty();
        }
    }

    /** Remembers warnings. */
    private static class Warnings implements ProbeListener {
        final List<String> said = new ArrayList<>();

        @Override
        public void at(String stage, int done, int total) {}

        @Override
        public void warned(String what) {
            said.add(what);
        }
    }
}
