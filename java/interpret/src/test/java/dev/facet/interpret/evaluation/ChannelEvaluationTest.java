package dev.facet.interpret.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.engine.Device;
import dev.facet.faces.FaceSubsets;
import dev.facet.faces.synth.SynthFaces;
import dev.facet.interpret.maps.RandomBaseline;
import dev.facet.interpret.metrics.ChannelMetric;
import dev.facet.interpret.metrics.MapScore;
import dev.facet.interpret.metrics.MapScorer;
import dev.facet.interpret.metrics.Peaks;
import dev.facet.interpret.overlay.MapSheet;
import dev.facet.interpret.stats.Bootstrap;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ChannelEvaluationTest {
    private static final int SIDE = 64;
    private static final int FACES = 7;
    private static final Network VGG =
            new Vgg(VggConfig.of(11, 5).withWidth(0.0625).withInput(SIDE));
    private static final String LAYER = VGG.postRelu("conv4_2");

    private static Device device;
    private static TrainedNetwork network;
    private static FaceSet faces;

    @BeforeAll
    static void prepare() {
        device = Device.cpu(1);
        network = PairEvaluation.untrained(VGG, device, 3);
        faces = FaceSet.draw(new SynthFaces(4, 3, SIDE, 1), FACES, 2, SIDE, Progress.NONE);
    }

    @AfterAll
    static void close() {
        network.close();
        device.close();
    }

    private static ChannelEvaluation evaluation() {
        return ChannelEvaluation.over(faces)
                .withBootstrap(Bootstrap.withSeed(4).withReplicates(100))
                .withEnlargedPeaks(2);
    }

    @Test
    void scoresEveryChannelOnEveryFace() {
        List<String> heard = new ArrayList<>();
        ChannelMetrics metrics =
                evaluation().run("untrained", network, LAYER, (stage, done, total) -> heard.add(stage + done + total));
        assertThat(metrics.scores().faces()).isEqualTo(FACES);
        assertThat(metrics.scores().channels()).isEqualTo(32);
        assertThat(metrics.scores().parts()).containsExactlyElementsOf(faces.parts());
        assertThat(heard).hasSize(FACES).last().isEqualTo("measuring untrained77");
        assertThat(metrics.randomScores()).containsKeys(RandomBaseline.Kind.values());
        assertThat(metrics.random(RandomBaseline.Kind.SHUFFLED, ChannelMetric.PEI)
                        .isMeasured())
                .isTrue();
        assertThat(metrics.enlargedPeaks()).containsKeys(0.0, 0.1);
        assertThat(metrics.enlargedPeaks().get(0.1).value()).isPositive();
    }

    @Test
    void agreesWithScoringOneMapByHand() {
        ChannelMetrics metrics =
                evaluation().withRandomBaselines(false).run("untrained", network, LAYER, Progress.NONE);
        assertThat(metrics.randomScores()).isEmpty();
        MapSheet sheet = evaluation().sheet("untrained", network, LAYER, new int[] {3, 30}, 5, 1);
        MapScorer scorer = new MapScorer(sheet.mapHeight(), sheet.mapWidth(), SIDE, SIDE, Peaks.reportedRho());
        MapScore score = scorer.score(sheet.map(1, 0), faces.masks(5));
        assertThat(sheet.faces().get(0)).isEqualTo(faces.images().get(5));
        assertThat(metrics.scores().isDead(5, 30)).isEqualTo(score.dead());
        assertThat(metrics.scores().part(5, 30)).isEqualTo(score.part());
        assertThat(metrics.scores().iou(5, 30)).isEqualTo((float) score.iou());
        assertThat(metrics.scores().peaks(5, 30, 2)).isEqualTo(score.peaks()[2]);
        assertThat(sheet.top(1, 0).mask().count())
                .isGreaterThan(score.dead() ? -1 : 0)
                .isLessThan(SIDE * SIDE / 2);
    }

    @Test
    void isReproducible() {
        assertThat(evaluation().run("a", network, LAYER, Progress.NONE).toJson())
                .isEqualTo(evaluation().run("a", network, LAYER, Progress.NONE).toJson());
    }

    @Test
    void refusesLayersWithoutMapsAndFacesOfAnotherSize() {
        assertThatThrownBy(() -> evaluation().run("a", network, "relu9_9", Progress.NONE))
                .hasMessageContaining("relu9_9")
                .hasMessageContaining("conv4_2");
        assertThatThrownBy(() -> evaluation().run("a", network, "fc7", Progress.NONE))
                .hasMessageContaining("fc7")
                .hasMessageContaining("no maps");
        FaceSet small = FaceSet.draw(new SynthFaces(2, 2, SIDE, 1), 2, 2, 32, Progress.NONE);
        assertThatThrownBy(() -> ChannelEvaluation.over(small).run("a", network, LAYER, Progress.NONE))
                .hasMessageContaining("32")
                .hasMessageContaining("64");
    }

    @Test
    void faceSetsAreDrawnBySeed() {
        SynthFaces dataset = new SynthFaces(4, 3, 32, 1);
        FaceSet again = FaceSet.draw(dataset, 5, 9, 32, Progress.NONE);
        assertThat(again.ids())
                .hasSize(5)
                .doesNotHaveDuplicates()
                .isEqualTo(FaceSet.draw(dataset, 5, 9, 32, Progress.NONE).ids())
                .isNotEqualTo(FaceSet.draw(dataset, 5, 10, 32, Progress.NONE).ids());
        assertThat(FaceSet.draw(dataset, 99, 1, 32, Progress.NONE).count()).isEqualTo(12);
        assertThat(again.masks(0)).hasSameSizeAs(again.parts());
        assertThatThrownBy(() -> FaceSet.draw(FaceSubsets.of(dataset, "none"), 5, 1, 32, Progress.NONE))
                .hasMessageContaining("none");
    }
}
