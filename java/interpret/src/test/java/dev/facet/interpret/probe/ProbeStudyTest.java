package dev.facet.interpret.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.Device;
import dev.facet.interpret.json.RecordJson;
import dev.facet.interpret.probe.AblationResult.Among;
import dev.facet.nn.Initialization;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeStudyTest {
    private static final int SIDE = 8;
    private static final long MEMORY = 64L << 20;

    private static Device device;
    private static PlantedFaces faces;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        device = Device.cpu(2);
        faces = new PlantedFaces(120, SIDE);
    }

    @AfterAll
    static void close() {
        device.close();
    }

    private static ProbeSettings settings() {
        return ProbeSettings.protocol(MEMORY, 1).withSamples(160, 160, 20).withUnits(4, 12);
    }

    private static ProbeStudy study(List<ProbeLabel> labels) {
        return ProbeStudy.of(labels, PoolSplit.of(faces, 0.25, 1), settings());
    }

    private static ProbeSubject pixels(TrainedNetwork network, PlantedFaces shown) {
        return new ProbeSubject(
                "pixels", null, network, shown, LayerChoice.of(network.network(), List.of(LayerChoice.ALL)), false);
    }

    private static TrainedNetwork tinyVgg() {
        Network vgg = new Vgg(VggConfig.of(11, 4).withWidth(0.0625).withInput(32));
        return TrainedNetwork.create(vgg, device, variables -> Initialization.apply(vgg, variables, 3));
    }

    private static LabelResult of(LayerResult layer, String label) {
        return layer.labels().stream()
                .filter(result -> result.label().equals(label) && !result.shuffled())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void findsThePlantedAttributeInItsChannel() {
        ProbeStudy study = study(ProbeLabels.ofAttributes(faces, List.of())).withShuffledLabels();
        try (TrainedNetwork network = RawPixels.create(SIDE, device)) {
            List<NetworkResult> results =
                    study.run(pixels(network, faces), LayerStore.open(folder, "k", false), ProbeListener.NONE);

            LabelResult planted = of(results.get(0).layers().get(0), "Planted");
            assertThat(planted.layer().test().primary()).isGreaterThan(0.85);
            assertThat(planted.layer().test().metrics().get("auc").interval()).isPresent();
            assertThat(planted.channels().best()).isEqualTo(PlantedFaces.GREEN);
            assertThat(planted.channels().alone().test().primary()).isGreaterThan(0.92);
            assertThat(planted.neurons().units()).hasSize(4).allSatisfy(unit -> {
                assertThat(unit.unit() % 3).isEqualTo(PlantedFaces.GREEN);
                assertThat(faces.isMiddle(unit.unit())).isTrue();
                assertThat(unit.vip()).isGreaterThan(1);
            });
            assertThat(planted.neurons().together().test().primary())
                    .isGreaterThan(planted.neurons().alone().test().primary());
            assertThat(planted.relation().withVip().value()).isGreaterThan(0.8);
            assertThat(IntStream.of(planted.vip().histogram()).sum()).isEqualTo(3 * SIDE * SIDE);

            LabelResult chance = of(results.get(0).layers().get(0), "Chance");
            assertThat(chance.layer().test().primary()).isBetween(0.35, 0.65);
            assertThat(results.get(0).best().get(0).channel().unit()).isEqualTo(PlantedFaces.GREEN);

            NetworkResult control = results.get(1);
            assertThat(control.control()).isEqualTo("shuffled_labels");
            assertThat(control.layers().get(0).labels()).hasSize(2).allSatisfy(label -> {
                assertThat(label.neurons()).isNull();
                assertThat(label.layer().test().primary()).isBetween(0.3, 0.7);
            });
        }
    }

    @Test
    void skipsRareLabelsAndLeavesOutUnknownOnes() {
        ProbeStudy study = study(ProbeLabels.ofAttributes(faces, List.of("Rare", "Planted")));
        LabelSummary rare = study.labels().get(0);
        assertThat(rare.skipped()).contains("with Rare");
        assertThat(rare.train()).isZero();
        LabelSummary planted = study.labels().get(1);
        assertThat(planted.skipped()).isNull();
        assertThat(planted.warning()).isNull();
        assertThat(planted.test()).isLessThan(study.split().test().length);
        assertThatThrownBy(() -> study(ProbeLabels.ofAttributes(faces, List.of("Rare"))))
                .hasMessageContaining("no label can be probed");
        assertThatThrownBy(() -> ProbeLabels.ofAttributes(faces, List.of("Hat")))
                .hasMessageContaining("Planted");
    }

    @Test
    void tellsNumbersAndClasses() {
        double[] number = new double[faces.size()];
        double[] thirds = new double[faces.size()];
        for (int i = 0; i < number.length; i++) {
            byte[] rgb = faces.sample(i).image().rgb();
            number[i] = IntStream.range(0, rgb.length / 3)
                    .mapToDouble(p -> rgb[3 * p] & 255)
                    .average()
                    .orElseThrow();
        }
        double[] sorted = DoubleStream.of(number).sorted().toArray();
        for (int i = 0; i < number.length; i++) {
            thirds[i] = number[i] < sorted[number.length / 3] ? 0 : number[i] < sorted[2 * number.length / 3] ? 1 : 2;
        }
        ProbeStudy study = study(List.of(
                ProbeLabel.value("Redness", number),
                ProbeLabel.classes("Third", List.of("low", "middle", "high"), thirds)));
        try (TrainedNetwork network = RawPixels.create(SIDE, device)) {
            LayerResult layer = study.run(
                            pixels(network, faces), LayerStore.open(folder, "k", false), ProbeListener.NONE)
                    .get(0)
                    .layers()
                    .get(0);
            LabelResult redness = of(layer, "Redness");
            assertThat(redness.layer().test().metrics()).containsOnlyKeys("r_squared", "pearson", "spearman");
            assertThat(redness.layer().test().primary()).isGreaterThan(0.7);
            assertThat(redness.channels().best()).isZero();
            assertThat(of(layer, "Third").layer().test().primary()).isGreaterThan(0.45);
            assertThat(of(layer, "Third").channels().best()).isZero();
        }
    }

    @Test
    void computesAnewWhatDoesNotFitAndFindsTheSame() {
        int side = 112;
        PlantedFaces large = new PlantedFaces(120, side);
        ProbeStudy little = ProbeStudy.of(
                ProbeLabels.ofAttributes(large, List.of("Planted")), PoolSplit.of(large, 0.25, 1), settings());
        ProbeStudy much = ProbeStudy.of(
                ProbeLabels.ofAttributes(large, List.of("Planted")),
                PoolSplit.of(large, 0.25, 1),
                ProbeSettings.protocol(1L << 30, 1).withSamples(160, 160, 20).withUnits(4, 12));
        List<int[]> steps = new ArrayList<>();
        ProbeListener counter = (stage, at, total) -> {
            if (stage.startsWith("probing") && total > 1) {
                steps.add(new int[] {at, total});
            }
        };
        try (TrainedNetwork network = RawPixels.create(side, device)) {
            LayerResult anew = little.run(
                            pixels(network, large), LayerStore.open(folder.resolve("a"), "k", false), counter)
                    .get(0)
                    .layers()
                    .get(0);
            LayerResult kept = much.run(
                            pixels(network, large),
                            LayerStore.open(folder.resolve("b"), "k", false),
                            ProbeListener.NONE)
                    .get(0)
                    .layers()
                    .get(0);
            assertThat(anew.storage()).isEqualTo("recompute");
            assertThat(kept.storage()).isEqualTo("memory");
            // Every batch of every pass is heard of; about how many there will be is known from the start: fits that
            // end early take fewer.
            assertThat(steps).hasSizeGreaterThan(100).isSortedAccordingTo(Comparator.comparingInt(step -> step[0]));
            int[] last = steps.get(steps.size() - 1);
            assertThat(last[0]).isBetween(last[1] * 3 / 4, last[1]);
            assertThat(steps.get(0)[1]).isEqualTo(last[1]);
            LabelResult first = of(anew, "Planted");
            LabelResult second = of(kept, "Planted");
            assertThat(first.neurons().units().get(0).unit())
                    .isEqualTo(second.neurons().units().get(0).unit());
            assertThat(first.channels().best()).isEqualTo(PlantedFaces.GREEN);
            assertThat(first.layer().test().primary())
                    .isCloseTo(second.layer().test().primary(), within(0.02));
        }
    }

    @Test
    void stopsWithinALayerThatIsComputedAnew() {
        PlantedFaces large = new PlantedFaces(120, 112);
        ProbeStudy little = ProbeStudy.of(
                ProbeLabels.ofAttributes(large, List.of("Planted")), PoolSplit.of(large, 0.25, 1), settings());
        AtomicInteger heard = new AtomicInteger();
        ProbeListener impatient = new ProbeListener() {
            @Override
            public void at(String stage, int at, int total) {
                heard.incrementAndGet();
            }

            @Override
            public boolean stopAsked() {
                return heard.get() == 20;
            }
        };
        try (TrainedNetwork network = RawPixels.create(112, device)) {
            LayerStore store = LayerStore.open(folder, "k", false);
            assertThatThrownBy(() -> little.run(pixels(network, large), store, impatient))
                    .isInstanceOf(ProbeStoppedException.class);
            assertThat(heard).hasValue(20);
        }
    }

    @Test
    void goesOnAfterAnInterruption() throws IOException {
        ProbeStudy study = study(ProbeLabels.ofAttributes(faces, List.of("Planted")));
        try (TrainedNetwork network = tinyVgg()) {
            ProbeSubject subject = new ProbeSubject(
                    "vgg",
                    null,
                    network,
                    faces,
                    LayerChoice.of(network.network(), List.of("relu4_2", "relu5_1", "relu5_2")),
                    null);
            List<String> done = new ArrayList<>();
            ProbeListener impatient = new ProbeListener() {
                @Override
                public void at(String stage, int at, int total) {}

                @Override
                public void layerDone(LayerResult result) {
                    done.add(result.layer().name());
                }

                @Override
                public boolean stopAsked() {
                    return done.size() == 1;
                }
            };
            LayerStore store = LayerStore.open(folder.resolve("a"), study.key(subject), false);
            assertThatThrownBy(() -> study.run(subject, store, impatient)).isInstanceOf(ProbeStoppedException.class);
            assertThat(done).containsExactly("relu4_2");

            assertThatThrownBy(() -> LayerStore.open(folder.resolve("a"), study.key(subject), false))
                    .hasMessageContaining("--resume");
            assertThatThrownBy(() -> LayerStore.open(folder.resolve("a"), "another\n", true))
                    .hasMessageContaining("another study");
            Path left = folder.resolve("a/features/0001-judged.features");
            Files.createDirectories(left.getParent());
            Files.writeString(left, "of a study that was killed");
            List<String> more = new ArrayList<>();
            NetworkResult resumed = study.run(
                            subject, LayerStore.open(folder.resolve("a"), study.key(subject), true), recorder(more))
                    .get(0);
            assertThat(more).containsExactly("relu5_1", "relu5_2");
            assertThat(left).doesNotExist();
            NetworkResult straight = study.run(
                            subject,
                            LayerStore.open(folder.resolve("b"), study.key(subject), false),
                            ProbeListener.NONE)
                    .get(0);
            assertThat(RecordJson.toJson(resumed.best())).isEqualTo(RecordJson.toJson(straight.best()));
        }
    }

    private static ProbeListener recorder(List<String> done) {
        return new ProbeListener() {
            @Override
            public void at(String stage, int at, int total) {}

            @Override
            public void layerDone(LayerResult result) {
                done.add(result.layer().name());
            }
        };
    }

    @Test
    void saysWhichLayerIsNotFiniteAndProbesTheOthers() {
        ProbeStudy study = study(ProbeLabels.ofAttributes(faces, List.of("Planted")));
        try (TrainedNetwork network = tinyVgg()) {
            float[] weights = network.variables().get("conv5_1.weight").toFloats();
            weights[0] = Float.NaN;
            network.variables().get("conv5_1.weight").set(weights);
            ProbeSubject subject = new ProbeSubject(
                    "vgg",
                    null,
                    network,
                    faces,
                    LayerChoice.of(network.network(), List.of("relu4_2", "conv5_1")),
                    null);
            NetworkResult result = study.run(subject, LayerStore.open(folder, "k", false), ProbeListener.NONE)
                    .get(0);
            assertThat(result.layers().get(0).failure()).isNull();
            assertThat(result.layers().get(1).failure()).contains("not a finite number");
            assertThat(result.layers().get(1).labels()).isEmpty();
        }
    }

    @Test
    void zeroesImportantNeuronsAndProbesLaterLayersAnew() {
        ProbeStudy study = study(ProbeLabels.ofAttributes(faces, List.of("Planted")));
        try (TrainedNetwork network = tinyVgg()) {
            ProbeSubject subject = new ProbeSubject(
                    "vgg",
                    null,
                    network,
                    faces,
                    LayerChoice.of(network.network(), List.of("relu1_1", "relu2_1", "relu3_1")),
                    null);
            LayerStore store = LayerStore.open(folder, "k", false);
            NetworkResult intact = study.run(subject, store, ProbeListener.NONE).get(0);
            Ablation all = new Ablation(List.of("relu1_1"), List.of("Planted"), List.of(0.05, 1.0), 2, 2);
            List<AblationResult> results = study.ablate(subject, intact, all, store, ProbeListener.NONE)
                    .ablations();
            assertThat(results).hasSize(2);
            assertThat(results.get(0).later())
                    .extracting(AblationResult.Later::layer)
                    .containsExactly("relu2_1", "relu3_1");
            AblationResult.Later last = results.get(1).later().get(1);
            assertThat(last.intact().test().primary()).isGreaterThan(0.75);
            assertThat(last.ablated().test().primary()).isBetween(0.4, 0.6);
            // A twentieth of the neurons is not all that tells it.
            AblationResult.Later little = results.get(0).later().get(1);
            assertThat(results.get(0).zeroed()).isEqualTo(Math.round(0.05 * 32 * 32 * 4));
            assertThat(little.ablated().test().primary())
                    .isGreaterThan(last.ablated().test().primary() + 0.1)
                    .isLessThan(little.intact().test().primary() + 0.05);
            assertThat(little.ablated().test().primary())
                    .isNotEqualTo(little.intact().test().primary());

            // Other neurons are zeroed beside, and tell it less; of all neurons there are no others.
            assertThat(results.get(0).controls())
                    .extracting(AblationResult.Control::among)
                    .containsExactly(Among.ANY, Among.ALIKE, Among.ANY, Among.ALIKE);
            assertThat(results.get(1).controls()).isEmpty();
            double likely = results.get(0).controls().stream()
                    .mapToDouble(control -> control.later().get(1).test().primary())
                    .average()
                    .orElseThrow();
            assertThat(likely).isGreaterThan(little.ablated().test().primary());

            List<String> stages = new ArrayList<>();
            ProbeListener stagesOnly = (stage, at, total) -> stages.add(stage);
            List<AblationResult> again =
                    study.ablate(subject, intact, all, store, stagesOnly).ablations();
            assertThat(RecordJson.toJson(again)).isEqualTo(RecordJson.toJson(results));
            assertThat(stages).isEmpty();
            Ablation other = new Ablation(List.of("relu1_1"), List.of("Planted"), List.of(0.5), 1, 1);
            assertThat(study.ablate(subject, intact, other, store, stagesOnly).ablations())
                    .hasSize(1);
            assertThat(stages).isNotEmpty();
        }
    }
}
