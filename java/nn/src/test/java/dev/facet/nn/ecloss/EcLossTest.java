package dev.facet.nn.ecloss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.DType;
import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Gradients;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Plan;
import dev.facet.nn.internal.SplitMix64;
import dev.facet.nn.training.Losses;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ECLoss through the engine against independent double-precision loops, and against its own finite differences. */
class EcLossTest {
    private static final int IMAGES = 3;
    private static final int SIDE = 5;
    private static final int CHANNELS = 4;
    private static final int COUNT = IMAGES * SIDE * SIDE * CHANNELS;

    @AutoClose
    private static final Device device = Device.cpu(2);

    static Stream<EcLossConfig> configurations() {
        EcLossConfig base = EcLossConfig.defaults();
        return Stream.of(
                base,
                base.withLambda(0),
                base.withLambda(0.3).withTau(0.05).withNormalise(false),
                base.withNormalise(false).withTau(1e-3),
                base.withMarginal(MarginalScope.CHANNEL),
                base.withReduction(Reduction.PAPER_SUM),
                base.withTemplates(TemplateMode.FULL, 400, TemplateNorm.CENTER_UNIT),
                EcLossConfig.paper());
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void valueAndGradientFollowTheFormulas(EcLossConfig config) {
        double[] x = maps(1, 2);
        try (Run run = new Run(config, DType.F64)) {
            run.at(x);
            EcLossReference reference = reference(x, config);
            assertThat(run.loss()).isCloseTo(reference.loss(), within(1e-12 + 1e-9 * Math.abs(reference.loss())));
            double[] expected = reference.gradient();
            assertThat(run.gradient())
                    .usingComparatorWithPrecision(1e-9 * largest(expected))
                    .containsExactly(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void singlePrecisionStaysClose(EcLossConfig config) {
        double[] x = maps(2, 2);
        try (Run run = new Run(config, DType.F32)) {
            run.at(x);
            EcLossReference reference = reference(x, config);
            // Of order log T are the terms that cancel in a small loss.
            assertThat(run.loss()).isCloseTo(reference.loss(), within(2e-5));
            double[] expected = reference.gradient();
            assertThat(run.gradient())
                    .usingComparatorWithPrecision(2e-3 * largest(expected))
                    .containsExactly(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.4, 1})
    void gradientIsTheSlopeOfTheLoss(double lambda) {
        EcLossConfig config =
                EcLossConfig.defaults().withNormalise(false).withLambda(lambda).withTau(0.2);
        double[] x = maps(3, 1);
        double[] direction = maps(4, 1);
        double step = 1e-5;
        try (Run run = new Run(config, DType.F64)) {
            run.at(moved(x, direction, step));
            double above = run.loss();
            run.at(moved(x, direction, -step));
            double below = run.loss();
            run.at(x);
            double slope = 0;
            double[] gradient = run.gradient();
            for (int i = 0; i < COUNT; i++) {
                slope += gradient[i] * direction[i];
            }
            assertThat((above - below) / (2 * step)).isCloseTo(slope, within(1e-7 * Math.abs(slope) + 1e-10));
        }
    }

    /** 0 ≤ MI_λ ≤ log T for every λ in [0, 1], whatever the maps. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-6, 1, 100, 1e6})
    void mutualInformationStaysInItsBounds(double scale) {
        for (double lambda : new double[] {0, 0.5, 1}) {
            EcLossConfig config = EcLossConfig.defaults().withNormalise(false).withLambda(lambda);
            try (Run run = new Run(config, DType.F32)) {
                run.at(maps(5, scale));
                double bound = Math.log(EcLossTemplates.of(SIDE, SIDE, config).count());
                assertThat(-run.loss()).isBetween(-1e-5, bound + 1e-5);
                assertThat(Arrays.stream(run.gradient())).allMatch(Double::isFinite);
            }
        }
    }

    /** All maps alike and confident: full score without the marginal, none with it. */
    @Test
    void theMarginalPunishesCollapse() {
        double[] alike = new double[COUNT];
        for (int i = 0; i < IMAGES; i++) {
            for (int c = 0; c < CHANNELS; c++) {
                alike[(i * SIDE * SIDE + 7) * CHANNELS + c] = 1000;
            }
        }
        EcLossConfig config = EcLossConfig.defaults().withNormalise(false);
        try (Run literal = new Run(config.withLambda(0), DType.F64);
                Run proper = new Run(config, DType.F64)) {
            literal.at(alike);
            proper.at(alike);
            assertThat(-literal.loss()).isGreaterThan(1);
            assertThat(-proper.loss()).isCloseTo(0, within(1e-9));
        }
    }

    /** On non-negative maps a pair that contains the place always beats the place alone; centred templates repair it. */
    @Test
    void onePeakTemplatesCannotWinOnRectifiedMaps() {
        EcLossTemplates plain = EcLossTemplates.of(SIDE, SIDE, TemplateMode.FULL, 400, 1, 1.5, TemplateNorm.NONE, 0);
        EcLossTemplates centred =
                EcLossTemplates.of(SIDE, SIDE, TemplateMode.FULL, 400, 1, 1.5, TemplateNorm.CENTER_UNIT, 0);
        double[] blob = new double[SIDE * SIDE];
        for (int i = 0; i < blob.length; i++) {
            blob[i] = Math.max(0, 1 - Math.hypot(i / SIDE - 2, i % SIDE - 2) / 1.5) + 0.01;
        }
        assertThat(plain.templates().get(best(plain, blob)).peaks()).isEqualTo(2);
        EcLossTemplates.Template winner = centred.templates().get(best(centred, blob));
        assertThat(winner.peaks()).isEqualTo(1);
        assertThat(winner.first()).isEqualTo(2 * SIDE + 2);
    }

    private static int best(EcLossTemplates templates, double[] map) {
        float[] values = templates.values();
        int best = 0;
        double bestLogit = Double.NEGATIVE_INFINITY;
        for (int t = 0; t < templates.count(); t++) {
            double logit = 0;
            for (int i = 0; i < map.length; i++) {
                logit += map[i] * values[t * map.length + i];
            }
            if (logit > bestLogit) {
                bestLogit = logit;
                best = t;
            }
        }
        return best;
    }

    private static EcLossReference reference(double[] x, EcLossConfig config) {
        return new EcLossReference(x, IMAGES, CHANNELS, EcLossTemplates.of(SIDE, SIDE, config), config);
    }

    private static double[] maps(long seed, double scale) {
        SplitMix64 random = new SplitMix64(seed);
        double[] x = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            x[i] = (float) (scale * (2 * random.nextDouble() - 1));
        }
        return x;
    }

    private static double[] moved(double[] x, double[] direction, double step) {
        double[] y = x.clone();
        for (int i = 0; i < COUNT; i++) {
            y[i] += step * direction[i];
        }
        return y;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double v : values) {
            largest = Math.max(largest, Math.abs(v));
        }
        return largest;
    }

    /** ECLoss and its gradient as a program over one input. */
    private static final class Run implements AutoCloseable {
        private final Node loss;
        private final Node gradient;
        private final Executable executable;

        Run(EcLossConfig config, DType type) {
            Graph graph = new Graph(type);
            Node x = graph.input("x", IMAGES, SIDE, SIDE, CHANNELS);
            loss = Losses.ecLoss(graph, x, config);
            gradient = Gradients.of(graph, loss, List.of(x)).of(x);
            executable = Executable.compile(device, Plan.of(graph, List.of(loss, gradient)), null);
        }

        void at(double[] x) {
            executable.input("x").set(x);
            executable.run();
        }

        double loss() {
            return executable.output(loss).toDoubles()[0];
        }

        double[] gradient() {
            return executable.output(gradient).toDoubles();
        }

        @Override
        public void close() {
            executable.close();
        }
    }
}
