package dev.facet.interpret.pls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlsRegressionTest {
    private static final PlsData DATA = PlsData.of(220, 1500, 6, 1);

    @AutoClose
    private static final Device device = Device.cpu(2);

    private static List<PlsModel> fit(float[][] x, PlsOptions options, PlsTarget... targets) {
        try (ResidentRows rows = ResidentRows.copyOf(device, x)) {
            return PlsRegression.fit(rows, List.of(targets), options);
        }
    }

    @ParameterizedTest
    @EnumSource(PlsAlgorithm.class)
    void singlePrecisionAgreesWithDouble(PlsAlgorithm algorithm) {
        PlsTarget target = DATA.attribute("smile", 0, 0, 1);
        PlsModel model = fit(
                        DATA.x(), PlsOptions.components(8).algorithm(algorithm).keepWeights(true), target)
                .get(0);
        DoublePls exact = new DoublePls(DATA.x(), target, 8);
        for (int j = 0; j < model.features(); j++) {
            assertThat((double) model.vip()[j]).isCloseTo(exact.vip[j], within(1e-5 * Math.max(1, exact.vip[j])));
        }
        for (int a = 0; a < 8; a++) {
            double scale = Math.sqrt(model.scoreSquares(a) / target.rowCount());
            for (int i = 0; i < target.rowCount(); i++) {
                assertThat(model.scores(a)[i]).isCloseTo(exact.scores[a][i], within(1e-5 * 3 * scale));
            }
            assertThat(model.targetLoading(a, 0))
                    .isCloseTo(exact.targetLoadings[a], within(1e-5 * Math.abs(exact.targetLoadings[0])));
        }
    }

    /** Σ VIP² = m with Σ SS_a itself as the divisor, which holds only for weights of unit length and the SS_a they go with. */
    @ParameterizedTest
    @EnumSource(PlsAlgorithm.class)
    void squaresOfVipAddUpToTheNumberOfFeatures(PlsAlgorithm algorithm) {
        PlsOptions options = PlsOptions.components(5).algorithm(algorithm).keepWeights(true);
        PlsTarget target = DATA.attribute("hat", 2, 3, 2);
        PlsModel model = fit(DATA.x(), options, target).get(0);
        double explained = 0;
        for (int a = 0; a < 5; a++) {
            explained += model.explainedSquares(a);
            assertThat(Vectors.norm(model.weight(a))).isCloseTo(1, within(1e-6));
        }
        double total = IntStream.range(0, target.rowCount())
                .mapToDouble(i -> Math.pow(target.centred(0, i), 2))
                .sum();
        assertThat(explained / total).isCloseTo(model.explainedVariance(5), within(1e-6));
        double sum = 0;
        for (int j = 0; j < model.features(); j++) {
            double squares = 0;
            for (int a = 0; a < 5; a++) {
                squares += model.explainedSquares(a) * model.weight(a)[j] * model.weight(a)[j];
            }
            double vip = Math.sqrt(model.features() * squares / explained);
            assertThat((double) model.vip()[j]).isCloseTo(vip, within(1e-5));
            sum += vip * vip;
        }
        assertThat(sum).isCloseTo(model.features(), within(1e-3));
    }

    @Test
    void scoresAreOrthogonalAndThoseOfTheRotations() {
        PlsTarget target = DATA.attribute("smile", 0, 0, 1);
        try (ResidentRows rows = ResidentRows.copyOf(device, DATA.x())) {
            PlsModel model = PlsRegression.fit(rows, List.of(target), PlsOptions.components(8))
                    .get(0);
            float[][] projected = PlsScores.of(rows, List.of(model))[0];
            for (int a = 0; a < 8; a++) {
                double norm = Math.sqrt(model.scoreSquares(a));
                for (int b = 0; b < a; b++) {
                    double cosine = 0;
                    for (int i = 0; i < target.rowCount(); i++) {
                        cosine += (double) (float) model.scores(a)[i] * (float) model.scores(b)[i];
                    }
                    assertThat(cosine / norm / Math.sqrt(model.scoreSquares(b))).isCloseTo(0, within(1e-8));
                }
                for (int i = 0; i < target.rowCount(); i++) {
                    assertThat((double) projected[i][a]).isCloseTo(model.scores(a)[i], within(1e-5 * norm));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Scaling.class)
    void manyTargetsWithRowsOfTheirOwnFitAsEachAlone(Scaling scaling) {
        List<PlsTarget> targets = new ArrayList<>();
        for (int k = 0; k < 21; k++) {
            targets.add(DATA.attribute("attribute " + k, k, k % 5, 1 + k % 3));
        }
        PlsOptions options = PlsOptions.components(4).scaling(scaling);
        PlsAlgorithm other = scaling == Scaling.CENTRE ? PlsAlgorithm.SHARED_KERNEL : PlsAlgorithm.NIPALS;
        try (ResidentRows rows = ResidentRows.copyOf(device, DATA.x())) {
            List<PlsModel> together = PlsRegression.fit(rows, targets, options);
            List<PlsModel> inGroups = PlsRegression.fit(rows, targets, options.memoryBytes(600_000));
            List<PlsModel> byOther = PlsRegression.fit(rows, targets, options.algorithm(other));
            for (int k = 0; k < targets.size(); k++) {
                PlsModel alone = PlsRegression.fit(rows, List.of(targets.get(k)), options)
                        .get(0);
                assertSame(together.get(k), alone);
                assertSame(inGroups.get(k), alone);
                assertSame(byOther.get(k), alone);
            }
        }
    }

    static void assertSame(PlsModel actual, PlsModel expected) {
        assertThat(actual.target().name()).isEqualTo(expected.target().name());
        assertThat(actual.components()).isEqualTo(expected.components());
        for (int j = 0; j < expected.features(); j++) {
            assertThat(actual.vip()[j]).isCloseTo(expected.vip()[j], within(1e-5f * Math.max(1, expected.vip()[j])));
        }
        for (int a = 0; a < expected.components(); a++) {
            double norm = Math.sqrt(expected.scoreSquares(a) / expected.target().rowCount());
            for (int i = 0; i < expected.target().rowCount(); i++) {
                assertThat(actual.scores(a)[i]).isCloseTo(expected.scores(a)[i], within(3e-5 * norm));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(PlsAlgorithm.class)
    void stopsWhereTheRankEnds(PlsAlgorithm algorithm) {
        float[][] x = new float[40][60]; // of rank 3
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < 60; j++) {
                for (int c = 0; c < 3; c++) {
                    x[i][j] += (float) (DATA.hidden()[i][c] * DATA.x()[c][j]);
                }
            }
        }
        PlsTarget target = PlsTarget.of(
                "age",
                IntStream.range(0, 40).toArray(),
                IntStream.range(0, 40)
                        .mapToDouble(i -> DATA.hidden()[i][0] + 0.4 * DATA.hidden()[i][1] - 0.7 * DATA.hidden()[i][4])
                        .toArray());
        PlsModel model =
                fit(x, PlsOptions.components(8).algorithm(algorithm), target).get(0);
        assertThat(model.components()).isEqualTo(3);
        assertThat(model.explainedVariance(3)).isBetween(0.4, 0.99);
    }

    /** Their squares are added up about a centre that all sets of rows share, where a feature that is constant in one set has some. */
    @Test
    void whatIsConstantForOneTargetAndNotForAnotherIsScaledForTheOtherAlone() {
        float[][] x = new float[80][];
        for (int i = 0; i < x.length; i++) {
            x[i] = DATA.x()[i].clone();
            x[i][3] = i < 40 ? 1234.567f : 3;
            x[i][5] = i < 40 ? 0.1f : x[i][5];
        }
        PlsTarget[] halves = new PlsTarget[2];
        for (int half = 0; half < 2; half++) {
            int first = 40 * half;
            halves[half] = PlsTarget.of(
                    "half " + half,
                    IntStream.range(first, first + 40).toArray(),
                    IntStream.range(first, first + 40)
                            .mapToDouble(i -> DATA.hidden()[i][0])
                            .toArray());
        }
        PlsOptions options = PlsOptions.components(3).scaling(Scaling.AUTOSCALE);
        List<PlsModel> together = fit(x, options, halves);
        for (int half = 0; half < 2; half++) {
            assertSame(together.get(half), fit(x, options, halves[half]).get(0));
            assertThat(together.get(half).vip()[3]).isZero();
        }
        assertThat(together.get(0).vip()[5]).isZero();
        assertThat(together.get(1).vip()[5]).isGreaterThan(0.01f);
    }

    @Test
    void fewRowsAreExplainedCompletely() {
        PlsTarget target = DATA.attribute("hat", 1, 0, 40); // 6 rows
        PlsModel model = fit(DATA.x(), PlsOptions.components(8), target).get(0);
        assertThat(model.components()).isBetween(1, 5);
        assertThat(model.explainedVariance(model.components())).isCloseTo(1, within(1e-6));
    }

    @ParameterizedTest
    @EnumSource(Scaling.class)
    void constantFeaturesTellNothing(Scaling scaling) {
        float[][] x = new float[80][];
        for (int i = 0; i < x.length; i++) {
            x[i] = DATA.x()[i].clone();
            x[i][3] = 0;
            x[i][5] = 1234.567f;
            x[i][7] = 0.1f;
        }
        int[] rows = IntStream.range(0, 80).toArray();
        double[] y =
                IntStream.range(0, 80).mapToDouble(i -> DATA.hidden()[i][0]).toArray();
        PlsModel model = fit(x, PlsOptions.components(3).scaling(scaling), PlsTarget.of("pose", rows, y))
                .get(0);
        assertThat(model.components()).isEqualTo(3);
        for (int j : new int[] {3, 5, 7}) {
            assertThat(model.vip()[j]).isLessThan(1e-3f);
        }
    }

    @ParameterizedTest
    @EnumSource(PlsAlgorithm.class)
    void aLayerThatIsConstantHasNoComponent(PlsAlgorithm algorithm) {
        for (float value : new float[] {0, 1234.567f}) {
            float[][] x = new float[50][200];
            for (float[] row : x) {
                Arrays.fill(row, value);
            }
            try (ResidentRows rows = ResidentRows.copyOf(device, x)) {
                PlsOptions options = PlsOptions.components(3).algorithm(algorithm);
                PlsModel model =
                        PlsRegression.fit(rows, List.of(DATA_OF_50), options).get(0);
                assertThat(model.components()).isZero();
                assertThat(model.vip()).containsOnly(0);
                assertThat(model.predict(0, PlsScores.of(rows, List.of(model))[0][0]))
                        .isEqualTo(0.5);
            }
        }
    }

    @Test
    void rowsOfNoTargetMustBeNumbersToo() {
        float[][] x = new float[60][];
        for (int i = 0; i < x.length; i++) {
            x[i] = DATA.x()[i].clone();
        }
        x[55][7] = Float.NaN;
        assertThatThrownBy(() -> fit(x, PlsOptions.components(2), DATA_OF_50))
                .isInstanceOf(PlsException.class)
                .hasMessageContaining("Feature 7 of row 55");
    }

    @Test
    void featuresThatAreNoNumbersAreNamed() {
        for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            float[][] x = new float[50][];
            for (int i = 0; i < x.length; i++) {
                x[i] = DATA.x()[i].clone();
            }
            x[31][1203] = wrong;
            assertThatThrownBy(() -> fit(x, PlsOptions.components(2), DATA_OF_50))
                    .isInstanceOf(PlsException.class)
                    .hasMessageContaining("Feature 1203 of row 31")
                    .hasMessageContaining("finite");
        }
    }

    private static final PlsTarget DATA_OF_50 = PlsTarget.of(
            "hat",
            IntStream.range(0, 50).toArray(),
            IntStream.range(0, 50).mapToDouble(i -> i % 2).toArray());

    @Test
    void targetsThatCannotBePredictedAreRefused() {
        int[] rows = {0, 4, 7};
        assertThatThrownBy(() -> PlsTarget.of("hat", rows, new double[] {1, 1, 1}))
                .isInstanceOf(PlsException.class)
                .hasMessageContaining("hat")
                .hasMessageContaining("constant");
        assertThatThrownBy(() -> PlsTarget.of("hat", new int[] {3}, new double[] {1}))
                .hasMessageContaining("at least two");
        assertThatThrownBy(() -> PlsTarget.of("hat", rows, new double[] {1, Double.NaN, 0}))
                .hasMessageContaining("row 4");
        assertThatThrownBy(() -> PlsTarget.of("hat", new int[] {3, 3}, new double[] {1, 0}))
                .hasMessageContaining("ascend");
        assertThatThrownBy(() -> fit(
                        DATA.x(), PlsOptions.components(1), PlsTarget.of("hat", new int[] {1, 220}, new double[] {1, 0
                        })))
                .hasMessageContaining("names row 220");
    }

    @Test
    void unknownValuesLeaveTheirRowsOut() {
        double[] values = {1, Double.NaN, 0, 1, Double.NaN};
        assertThat(PlsTarget.ofKnown("hat", values).rows()).containsExactly(0, 2, 3);
    }

    @Test
    void theSharedKernelIsNotScaled() {
        assertThatThrownBy(() -> fit(
                        DATA.x(),
                        PlsOptions.components(2).scaling(Scaling.AUTOSCALE).algorithm(PlsAlgorithm.SHARED_KERNEL),
                        DATA.attribute("hat", 1, 0, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Scaling.CENTRE");
    }
}
