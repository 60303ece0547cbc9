package dev.facet.interpret.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.engine.Device;
import dev.facet.faces.FacePair;
import dev.facet.faces.FacePairs;
import dev.facet.faces.synth.SynthFaces;
import dev.facet.interpret.verification.ThresholdRule;
import dev.facet.interpret.verification.VerificationResult;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairEvaluationTest {
    private static final int SIDE = 32;
    private static final SynthFaces FACES = new SynthFaces(8, 5, SIDE, 1);
    private static final Network VGG =
            new Vgg(VggConfig.of(11, 5).withWidth(0.0625).withInput(SIDE));

    /** Genuine pairs are one picture twice, so that any sensible embedding tells them. */
    private static FacePairs easy() {
        List<FacePair> pairs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            pairs.add(new FacePair(i, i, true, i / 5));
            pairs.add(new FacePair(i, (i + 7) % 40, false, i / 5));
        }
        pairs.sort((a, b) -> Integer.compare(a.fold(), b.fold()));
        return new FacePairs(FACES, pairs, 4);
    }

    @Test
    void rawPixelsTellAPictureFromAnother() {
        List<String> heard = new ArrayList<>();
        VerificationResult result = PairEvaluation.of(easy()).runRawPixels((stage, done, total) -> heard.add(stage));
        assertThat(result.accuracy().value()).isEqualTo(1);
        assertThat(result.foldAccuracy()).hasSize(4);
        assertThat(heard).isNotEmpty();
    }

    @Test
    void anUntrainedNetworkTellsThemToo() {
        try (Device device = Device.cpu(1);
                TrainedNetwork network = PairEvaluation.untrained(VGG, device, 1)) {
            VerificationResult mirrored = PairEvaluation.of(easy()).run(network, Progress.NONE);
            VerificationResult plain = PairEvaluation.of(easy())
                    .withMirroring(false)
                    .withRule(ThresholdRule.INSIGHTFACE_GRID)
                    .run(network, Progress.NONE);
            assertThat(mirrored.auc()).isEqualTo(1);
            assertThat(plain.rule()).isEqualTo(ThresholdRule.INSIGHTFACE_GRID);
            assertThat(plain.auc()).isEqualTo(1);
        }
    }

    @Test
    void orderedListsNeedStratifiedFolds() {
        List<FacePair> pairs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            pairs.add(new FacePair(i, i < 10 ? i : i + 7, i < 10, i / 5));
        }
        PairEvaluation evaluation = PairEvaluation.of(new FacePairs(FACES, pairs, 4));
        assertThatThrownBy(() -> evaluation.runRawPixels(Progress.NONE)).hasMessageContaining("fold 1 of 4");
        assertThat(evaluation
                        .withStratifiedFolds(true)
                        .runRawPixels(Progress.NONE)
                        .pairs())
                .isEqualTo(20);
    }

    @Test
    void drawnPairsRunThrough() {
        VerificationResult result =
                PairEvaluation.of(FacePairs.draw(FACES, 4, 10, 3)).runRawPixels(Progress.NONE);
        assertThat(result.pairs()).isEqualTo(40);
        assertThat(result.accuracy().value()).isBetween(0.0, 1.0);
    }
}
