package dev.facet.interpret.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.facet.faces.FaceBox;
import dev.facet.faces.FaceParts;
import dev.facet.faces.PartMasks;
import dev.facet.interpret.stats.Bootstrap;
import dev.facet.interpret.stats.Estimate;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The measures of detectors, landmarks and masks against values worked out by hand. */
class FaceFindingTest {

    private static final Bootstrap BOOTSTRAP = Bootstrap.withSeed(1);

    @Test
    void oneBoxServesOneFace() {
        DetectionRecall recall = new DetectionRecall(0.5);
        FaceBox left = new FaceBox(0, 0, 10, 10);
        FaceBox right = new FaceBox(2, 0, 12, 10);
        int[] match = recall.add(List.of(left, right), List.of(new FaceBox(2, 0, 12, 10), new FaceBox(40, 0, 50, 10)));
        assertThat(match).containsExactly(-1, 0);
        assertThat(recall.faces()).isEqualTo(2);
        assertThat(recall.found()).isEqualTo(1);
        assertThat(recall.unlabelled()).isEqualTo(1);
        assertThat(recall.recall().value()).isEqualTo(0.5);
        assertThat(recall.add(List.of(left, right), List.of(left, right))).containsExactly(0, 1);
        assertThat(recall.add(List.of(left), List.of())).containsExactly(-1);
        assertThat(recall.recall().value()).isEqualTo(0.6);
    }

    @Test
    void theErrorIsInDistancesOfTheOuterCornersOfTheEyes() {
        float[] truth = new float[136];
        for (int i = 0; i < 68; i++) {
            truth[2 * i] = i;
            truth[2 * i + 1] = 100 - i;
        }
        truth[72] = 0;
        truth[73] = 0;
        truth[90] = 30;
        truth[91] = 40;
        float[] found = truth.clone();
        for (int i = 0; i < 34; i++) {
            found[2 * i] += 3;
            found[2 * i + 1] -= 4;
        }
        assertThat(LandmarkErrors.error(found, truth)).isCloseTo(0.5 * 5 / 50, offset(1e-7));
        LandmarkErrors errors = new LandmarkErrors();
        assertThat(errors.mean(BOOTSTRAP).isMeasured()).isFalse();
        errors.add(found, truth);
        errors.add(truth, truth);
        errors.add(truth, truth);
        assertThat(errors.mean(BOOTSTRAP).value()).isCloseTo(0.05 / 3, offset(1e-7));
        assertThat(errors.quantile(0.5)).isZero();
        assertThat(errors.quantile(1)).isCloseTo(0.05, offset(1e-7));
        assertThatThrownBy(() -> LandmarkErrors.error(new float[10], truth)).hasMessageContaining("136");
    }

    private static PartMasks masks(String labels, FaceParts... known) {
        byte[] map = new byte[labels.length()];
        for (int i = 0; i < map.length; i++) {
            map[i] = labels.charAt(i) == '.'
                    ? PartMasks.NONE
                    : (byte) (labels.charAt(i) == 'n' ? FaceParts.NOSE : FaceParts.HAIR).ordinal();
        }
        Map<FaceParts, PartMasks.Provenance> provenance = new EnumMap<>(FaceParts.class);
        Arrays.stream(known).forEach(part -> provenance.put(part, PartMasks.Provenance.LABELLED));
        return PartMasks.of(map.length, 1, map, provenance);
    }

    @Test
    void partsAreComparedWhereTheyAreLabelled() {
        PartAgreement agreement = new PartAgreement();
        agreement.add(masks("nnn.hh", FaceParts.NOSE, FaceParts.HAIR), masks(".nnnn.", FaceParts.NOSE));
        agreement.add(masks("..nn..", FaceParts.NOSE), masks("..nn..", FaceParts.NOSE, FaceParts.HAIR));
        agreement.add(masks("..nn..", FaceParts.NOSE), masks("......", FaceParts.NOSE));
        agreement.add(masks("......", FaceParts.NOSE), masks("nn....", FaceParts.NOSE));
        assertThat(agreement.parts()).containsExactly(FaceParts.NOSE);
        assertThat(agreement.faces(FaceParts.NOSE)).isEqualTo(3);
        assertThat(agreement.iou(FaceParts.NOSE, BOOTSTRAP).value()).isCloseTo((0.4 + 1 + 0) / 3, offset(1e-12));
        assertThat(agreement.covered(FaceParts.NOSE, BOOTSTRAP).value()).isCloseTo((0.5 + 1) / 3, offset(1e-12));
        Estimate inside = agreement.inside(FaceParts.NOSE, BOOTSTRAP);
        assertThat(inside.value())
                .as("of the two faces with a computed nose")
                .isCloseTo((2 / 3.0 + 1) / 2, offset(1e-12));
        assertThat(agreement.toJson(BOOTSTRAP)).hasSize(1);
        assertThatThrownBy(() -> agreement.add(masks("n", FaceParts.NOSE), masks("nn", FaceParts.NOSE)))
                .hasMessageContaining("1x1");
    }
}
