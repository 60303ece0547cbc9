package dev.facet.interpret.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.Device;
import dev.facet.nn.Initialization;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import dev.facet.nn.heads.Head;
import dev.facet.nn.heads.MultiLabel;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SupervisedBaselineTest {
    private static final int SIDE = 32;
    private static final List<String> ATTRIBUTES = List.of("Planted", "Chance", "Rare");

    private static Network network(Head head, int outputs) {
        return new Vgg(
                VggConfig.of(11, outputs).withWidth(0.0625).withInput(SIDE).withHead(head));
    }

    @Test
    void theThresholdIsTheBestOnBalancedPictures() {
        double[] scores = {-3, -2, -1, 0, 5};
        assertThat(SupervisedBaseline.threshold(scores, 0, 0, 1, 1, 1)).isEqualTo(-1.5);
        // One of two positives is above all negatives, which is more than one of three negatives below all positives.
        assertThat(SupervisedBaseline.threshold(scores, 0, 1, 0, 0, 1)).isEqualTo(2.5);
        assertThat(SupervisedBaseline.threshold(new double[] {1, 1}, 0, 1)).isEqualTo(1);
    }

    @Test
    void outputsAreScoredAsTheyAre() {
        PlantedFaces faces = new PlantedFaces(120, SIDE);
        PoolSplit split = PoolSplit.of(faces, 0.25, 1);
        ProbeStudy study = ProbeStudy.of(
                ProbeLabels.ofAttributes(faces, List.of("Planted", "Chance")),
                split,
                ProbeSettings.protocol(64L << 20, 1).withSamples(160, 160, 20));
        Network vgg = network(Head.of(new MultiLabel()), 3);
        try (Device device = Device.cpu(2);
                TrainedNetwork network =
                        TrainedNetwork.create(vgg, device, variables -> Initialization.apply(vgg, variables, 3))) {
            ProbedLayer output = SupervisedBaseline.output("net", vgg, ATTRIBUTES);
            ProbeSubject subject = new ProbeSubject("net", null, network, faces, List.of(output), false);
            BaselineResult result = study.baseline(subject, ATTRIBUTES, ProbeListener.NONE);
            assertThat(result.labels()).extracting(BaselineResult.Told::label).containsExactly("Planted", "Chance");
            BaselineResult.Told planted = result.labels().get(0);
            assertThat(planted.scores().test().metrics()).containsKeys("accuracy", "balanced_accuracy", "auc");
            ProbeLabel label =
                    ProbeLabels.ofAttributes(faces, List.of("Planted")).get(0);
            int[] test = label.known(split.test());
            assertThat(planted.asTrained().samples()).isEqualTo(test.length);
            long right = IntStream.of(test)
                    .filter(picture -> logit(network, faces, picture) > 0 == (label.value(picture) == 1))
                    .count();
            assertThat(planted.asTrained().primary()).isCloseTo((double) right / test.length, within(1e-9));
            long shifted = IntStream.of(test)
                    .filter(picture ->
                            logit(network, faces, picture) > planted.threshold() == (label.value(picture) == 1))
                    .count();
            assertThat(planted.scores().test().primary()).isCloseTo((double) shifted / test.length, within(1e-9));
        }
    }

    private static double logit(TrainedNetwork network, PlantedFaces faces, int picture) {
        float[] image = new float[3 * SIDE * SIDE];
        new ProbePictures(faces, SIDE, 0).write(new int[] {picture}, 0, 1, FloatBuffer.wrap(image));
        return network.logits(image)[0][0];
    }

    @Test
    void otherNetworksAreNoBaseline() {
        assertThatThrownBy(() -> SupervisedBaseline.output("net", network(Head.softmax(), 3), ATTRIBUTES))
                .hasMessageContaining("net was not trained on attributes");
        assertThatThrownBy(() -> SupervisedBaseline.output("net", network(Head.of(new MultiLabel()), 2), ATTRIBUTES))
                .hasMessageContaining("2 attributes, the data have 3");
    }
}
