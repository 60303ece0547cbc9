package dev.facet.interpret.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facet.interpret.maps.RandomBaseline;
import dev.facet.interpret.metrics.Better;
import dev.facet.interpret.metrics.ChannelMetric;
import dev.facet.interpret.metrics.ChannelScores;
import dev.facet.interpret.metrics.MapScore;
import dev.facet.interpret.metrics.Peaks;
import dev.facet.interpret.stats.Bootstrap;
import dev.facet.interpret.stats.Estimate;
import dev.facet.interpret.stats.Interval;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MetricComparisonTest {
    private static final Bootstrap BOOTSTRAP = Bootstrap.withSeed(1).withReplicates(200);

    private static ChannelMetrics metrics(String name, int faces, double iou) {
        ChannelScores scores = new ChannelScores(1, List.of("a", "b"), Peaks.reportedRho());
        SplittableRandom random = new SplittableRandom(3);
        for (int face = 0; face < faces; face++) {
            scores.add(List.of(
                    new MapScore(false, false, face % 2, iou + 0.01 * random.nextDouble(), new int[] {2, 2, 1, 1})));
        }
        return ChannelMetrics.of(name, "relu5_3", scores, Map.of(), Map.of(), BOOTSTRAP);
    }

    private static MetricComparison of(Better better, double low, double high) {
        Estimate difference = Estimate.of((low + high) / 2, new Interval(low, high, 0.95));
        Estimate any = Estimate.withoutInterval(1);
        return new MetricComparison("peaks", "Peaks", "", better, any, any, difference, any, any);
    }

    @Test
    void saysBetterOnlyWhereTheIntervalLeavesZeroOut() {
        assertThat(of(Better.HIGHER, 0.1, 0.2).verdict()).isEqualTo(MetricComparison.Verdict.BETTER);
        assertThat(of(Better.HIGHER, -0.2, -0.1).verdict()).isEqualTo(MetricComparison.Verdict.WORSE);
        assertThat(of(Better.LOWER, -0.2, -0.1).verdict()).isEqualTo(MetricComparison.Verdict.BETTER);
        assertThat(of(Better.LOWER, -0.1, 0.1).verdict()).isEqualTo(MetricComparison.Verdict.UNCLEAR);
        assertThat(of(Better.NEITHER, 0.1, 0.2).verdict()).isEqualTo(MetricComparison.Verdict.UNCLEAR);
    }

    @Test
    void comparesOnTheSameFaces() {
        ChannelMetrics first = metrics("first", 20, 0.2);
        ChannelMetrics second = metrics("second", 20, 0.3);
        MetricComparison pei = MetricComparison.ofChannels(ChannelMetric.PEI, first, second, BOOTSTRAP);
        assertThat(pei.verdict()).isEqualTo(MetricComparison.Verdict.BETTER);
        // Both tables share the faces' noise, which falls away.
        Interval interval = pei.difference().interval().orElseThrow();
        assertThat(interval.high() - interval.low()).isLessThan(1e-6);
        assertThat(pei.chance().isMeasured()).isFalse();
        assertThat(pei.untrained().isMeasured()).isFalse();
        assertThat(pei.withUntrained(Estimate.withoutInterval(0.1)).untrained().value())
                .isEqualTo(0.1);
        assertThat(pei.toJson().get("verdict").getAsString()).isEqualTo("better");
        assertThatThrownBy(() ->
                        MetricComparison.ofChannels(ChannelMetric.PEI, first, metrics("third", 19, 0.3), BOOTSTRAP))
                .hasMessageContaining("20 faces")
                .hasMessageContaining("19");
    }

    @Test
    void overSeedsTheSpreadIsThatOfTrainings() {
        MetricComparison like = of(Better.LOWER, -0.2, -0.1);
        MetricComparison seeds =
                MetricComparison.overSeeds(like, new double[] {4, 4.1, 3.9}, new double[] {3, 2.9, 3.1});
        assertThat(seeds.difference().value()).isEqualTo(-1, within(1e-12));
        assertThat(seeds.verdict()).isEqualTo(MetricComparison.Verdict.BETTER);
        MetricComparison one = MetricComparison.overSeeds(like, new double[] {4}, new double[] {3});
        assertThat(one.verdict()).isEqualTo(MetricComparison.Verdict.UNCLEAR);
    }

    @Test
    void metricsSaveThemselves() {
        ChannelMetrics metrics = metrics("softmax", 12, 0.2);
        assertThat(metrics.toJson().getAsJsonObject("metrics").keySet())
                .contains("ls", "pei", "peaks", "dead_maps", "off_face");
        assertThat(metrics.toJson().get("faces").getAsInt()).isEqualTo(12);
        assertThat(metrics.peaks().get(0.0).value()).isEqualTo(2);
        assertThat(metrics.estimate(ChannelMetric.PEAKS).value()).isEqualTo(1);
        assertThat(metrics.random(RandomBaseline.Kind.SMOOTH, ChannelMetric.LS).isMeasured())
                .isFalse();
        assertThat(metrics.estimate(ChannelMetric.LS).value()).isZero();
    }
}
