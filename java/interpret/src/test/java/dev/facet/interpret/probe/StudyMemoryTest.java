package dev.facet.interpret.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.engine.Device;
import dev.facet.nn.TrainedNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study of more labels than whose models fit into memory, in a JVM with little of it. */
class StudyMemoryTest {
    private static final int SIDE = 128;
    private static final int LABELS = 60;
    private static final int COMPONENTS = 4;
    private static final long MEMORY = 64L << 20;
    /** Half as much again as the study may take, for the JVM itself; models of all labels take more. */
    private static final int HEAP_MIB = 96;

    @TempDir
    private Path folder;

    @Test
    void modelsOfAllLabelsAreNeverThereTogether() throws IOException, InterruptedException {
        long ofALabel = 4L * (COMPONENTS + 1) * SIDE * SIDE * 3;
        assertThat(2 * LABELS * ofALabel).isGreaterThan((long) HEAP_MIB << 20);
        Process study = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MIB + "m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Study.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String said = study.inputReader().lines().collect(Collectors.joining("\n"));
        assertThat(study.waitFor()).as(said).isZero();
        assertThat(said).contains("layer of 49152 neurons: " + 2 * LABELS + " labels, failure null");
    }

    /** The study. */
    static final class Study {
        private Study() {}

        public static void main(String[] args) {
            PlantedFaces faces = new PlantedFaces(40, SIDE);
            SplittableRandom random = new SplittableRandom(2);
            List<ProbeLabel> labels = new ArrayList<>();
            for (int k = 0; k < LABELS; k++) {
                labels.add(ProbeLabel.binary(
                        "label" + k,
                        IntStream.range(0, faces.size())
                                .mapToDouble(i -> random.nextInt(2))
                                .toArray()));
            }
            ProbeStudy study = ProbeStudy.of(
                            labels,
                            PoolSplit.of(faces, 0.25, 1),
                            ProbeSettings.protocol(MEMORY, 1)
                                    .withComponents(COMPONENTS)
                                    .withSamples(60, 40, 5)
                                    .withUnits(2, 6))
                    .withShuffledLabels();
            try (Device device = Device.cpu(2);
                    TrainedNetwork network = RawPixels.create(SIDE, device)) {
                ProbeSubject subject = new ProbeSubject(
                        "pixels",
                        null,
                        network,
                        faces,
                        LayerChoice.of(network.network(), List.of(LayerChoice.ALL)),
                        false);
                List<NetworkResult> results =
                        study.run(subject, LayerStore.open(Path.of(args[0]), "k", false), ProbeListener.NONE);
                LayerResult layer = results.get(0).layers().get(0);
                System.out.printf(
                        "layer of %d neurons: %d labels, failure %s%n",
                        layer.layer().features(),
                        layer.labels().size()
                                + results.get(1).layers().get(0).labels().size(),
                        layer.failure());
            }
        }
    }
}
