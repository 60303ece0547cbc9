package dev.facet.interpret.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VerificationTest {
    private static PairDistances separable(int folds) {
        int n = folds * 4;
        double[] distance = new double[n];
        boolean[] same = new boolean[n];
        for (int i = 0; i < n; i++) {
            same[i] = i % 2 == 0;
            distance[i] = same[i] ? 0.2 + 0.01 * (i % 5) : 1.0 + 0.01 * (i % 5);
        }
        return PairDistances.contiguous(distance, same, folds);
    }

    private static PairDistances noisy(int pairs, int folds, double gap, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] distance = new double[pairs];
        boolean[] same = new boolean[pairs];
        for (int i = 0; i < pairs; i++) {
            same[i] = i % 2 == 0;
            distance[i] = Math.max(0, 1 + (same[i] ? -gap / 2 : gap / 2) + 0.2 * random.nextGaussian());
        }
        return PairDistances.contiguous(distance, same, folds);
    }

    @Test
    void separablePairsAreAllRightUnderBothRules() {
        for (ThresholdRule rule : ThresholdRule.values()) {
            VerificationResult result = Verification.evaluate(separable(10), rule);
            assertThat(result.accuracy().value()).isEqualTo(1);
            assertThat(result.standardDeviation()).isZero();
            assertThat(result.auc()).isEqualTo(1);
            assertThat(result.equalErrorRate()).isZero();
        }
    }

    @Test
    void theExactThresholdLiesInTheMiddleOfThePlateau() {
        PairDistances pairs = PairDistances.contiguous(
                new double[] {0.1, 0.2, 0.6, 0.8}, new boolean[] {true, true, false, false}, 1);
        assertThat(ThresholdRule.EXACT.learn(pairs)).isCloseTo(0.4, within(1e-12));
        assertThat(ThresholdRule.INSIGHTFACE_GRID.learn(pairs)).isCloseTo(0.21, within(1e-12));
    }

    @Test
    void theExactThresholdKnowsTiesAndTheEnds() {
        PairDistances tied = PairDistances.contiguous(
                new double[] {0.5, 0.5, 0.5, 0.9}, new boolean[] {true, true, false, false}, 1);
        double threshold = ThresholdRule.EXACT.learn(tied);
        assertThat(threshold).isCloseTo(0.7, within(1e-12));
        PairDistances allSame = PairDistances.contiguous(new double[] {0.5, 0.7}, new boolean[] {true, true}, 1);
        assertThat(Verification.correct(allSame, ThresholdRule.EXACT.learn(allSame)))
                .isEqualTo(2);
        PairDistances noneSame = PairDistances.contiguous(new double[] {0.5, 0.7}, new boolean[] {false, false}, 1);
        assertThat(Verification.correct(noneSame, ThresholdRule.EXACT.learn(noneSame)))
                .isEqualTo(2);
    }

    @Test
    void noGridThresholdBeatsTheExactOne() {
        for (int seed = 0; seed < 30; seed++) {
            PairDistances pairs = noisy(200, 4, 0.3, seed);
            int exact = Verification.correct(pairs, ThresholdRule.EXACT.learn(pairs));
            assertThat(exact)
                    .isGreaterThanOrEqualTo(Verification.correct(pairs, ThresholdRule.INSIGHTFACE_GRID.learn(pairs)));
        }
    }

    @Test
    void accuracyIsTheMeanOverFoldsOfUnseenPairs() {
        VerificationResult result = Verification.evaluate(noisy(6000, 10, 0.4, 1), ThresholdRule.EXACT);
        // Two normals 0.4 apart with standard deviation 0.2: Φ(1) = 0.8413 are right, AUC Φ(√2) = 0.9214.
        assertThat(result.accuracy().value()).isCloseTo(0.8413, within(0.012));
        assertThat(result.accuracy().interval().orElseThrow().contains(0.8413)).isTrue();
        assertThat(result.auc()).isCloseTo(0.9214, within(0.01));
        assertThat(result.equalErrorRate()).isCloseTo(0.1587, within(0.012));
        assertThat(result.foldAccuracy()).hasSize(10);
        double mean = 0;
        for (double a : result.foldAccuracy()) {
            mean += a / 10;
        }
        assertThat(result.accuracy().value()).isCloseTo(mean, within(1e-12));
        assertThat(result.toJson().get("pairs").getAsInt()).isEqualTo(6000);
    }

    @Test
    void guessingIsHalf() {
        VerificationResult result = Verification.evaluate(noisy(4000, 10, 0, 3), ThresholdRule.EXACT);
        assertThat(result.accuracy().value()).isCloseTo(0.5, within(0.03));
        assertThat(result.auc()).isCloseTo(0.5, within(0.03));
    }

    @Test
    void theRocCurveAgreesWithCountingByHand() {
        PairDistances pairs = PairDistances.contiguous(
                new double[] {0.1, 0.3, 0.5, 0.7, 0.2, 0.5, 0.6, 0.8},
                new boolean[] {true, true, true, true, false, false, false, false},
                1);
        RocCurve roc = RocCurve.of(pairs);
        // Wins of the genuine pairs over the four impostors: 4, 3, 2.5 and 1 of 16.
        assertThat(roc.auc()).isCloseTo(10.5 / 16, within(1e-12));
        assertThat(roc.tarAtFar(0.25)).isEqualTo(0.5);
        assertThat(roc.tarAtFar(0.5)).isEqualTo(0.75);
        assertThat(roc.tarAtFar(1)).isEqualTo(1);
        assertThat(roc.tarAtFar(0.1)).isNaN();
        assertThatThrownBy(() -> roc.tarAtFar(0)).hasMessageContaining("(0, 1]");
    }

    @Test
    void foldsOfOneKindAreRefusedAndCanBeDealtAnew() {
        double[] distance = new double[40];
        boolean[] same = new boolean[40];
        for (int i = 0; i < 40; i++) {
            same[i] = i < 20;
            distance[i] = same[i] ? 0.3 : 1.2;
        }
        PairDistances ordered = PairDistances.contiguous(distance, same, 10);
        assertThatThrownBy(() -> Verification.evaluate(ordered, ThresholdRule.EXACT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fold 1 of 10")
                .hasMessageContaining("genuine")
                .hasMessageContaining("stratify");
        VerificationResult result = Verification.evaluate(ordered.stratified(), ThresholdRule.EXACT);
        assertThat(result.accuracy().value()).isEqualTo(1);
        assertThat(result.foldAccuracy()).hasSize(10);
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> PairDistances.of(new double[0], new boolean[0], new int[0]))
                .hasMessageContaining("no pairs");
        assertThatThrownBy(() -> PairDistances.of(new double[] {Double.NaN}, new boolean[1], new int[1]))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> PairDistances.of(new double[2], new boolean[2], new int[] {0, 2}))
                .hasMessageContaining("fold 2 of 3");
        assertThatThrownBy(() -> Verification.evaluate(separable(1), ThresholdRule.EXACT))
                .hasMessageContaining("two folds");
    }

    @Test
    void embeddingsAreComparedAtUnitLength() {
        float[] a = {3, 4};
        assertThat(Embeddings.normalised(a)).containsExactly(0.6f, 0.8f);
        assertThat(Embeddings.normalised(new float[2])).containsExactly(0, 0);
        assertThat(Embeddings.cosine(a, new float[] {6, 8})).isEqualTo(1);
        assertThat(Embeddings.squaredDistance(a, new float[] {-3, -4})).isEqualTo(4);
        assertThat(Embeddings.squaredDistance(new float[] {1, 0}, new float[] {0, 5}))
                .isEqualTo(2);
        assertThat(Embeddings.flipSum(new float[] {1, 0}, new float[] {0, 1}))
                .containsExactly((float) Math.sqrt(0.5), (float) Math.sqrt(0.5));
        assertThatThrownBy(() -> Embeddings.cosine(a, new float[3])).hasMessageContaining("2 and 3");
        assertThatThrownBy(() -> Embeddings.normalised(new float[] {Float.NaN})).hasMessageContaining("embedding");
    }
}
