package dev.facet.interpret.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonParser;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunningStatisticTest {
    @Test
    void momentsAgreeWithTheirDefinition() {
        RunningMoments moments = new RunningMoments();
        for (double v : new double[] {2, 4, 4, 4, 5, 5, 7, 9}) {
            moments.add(v);
        }
        assertThat(moments.mean()).isEqualTo(5);
        assertThat(moments.populationVariance()).isCloseTo(4, within(1e-12));
        assertThat(moments.variance()).isCloseTo(32.0 / 7, within(1e-12));
        assertThat(moments.least()).isEqualTo(2);
        assertThat(moments.greatest()).isEqualTo(9);
    }

    @Test
    void momentsMergeAsIfSeenTogetherAndDoNotCancel() {
        RunningMoments all = new RunningMoments();
        RunningMoments left = new RunningMoments();
        RunningMoments right = new RunningMoments();
        for (int i = 0; i < 1000; i++) {
            double value = 1e9 + i % 7;
            all.add(value);
            (i < 300 ? left : right).add(value);
        }
        left.merge(right);
        left.merge(new RunningMoments());
        assertThat(left.count()).isEqualTo(1000);
        assertThat(left.mean()).isCloseTo(all.mean(), within(1e-6));
        assertThat(left.variance()).isCloseTo(all.variance(), within(1e-6)).isBetween(3.9, 4.1);
    }

    @Test
    void statesSurviveJson() {
        RunningMoments moments = new RunningMoments();
        moments.add(1.5);
        moments.add(-3);
        RunningMoments again = RunningMoments.fromJson(
                JsonParser.parseString(moments.toJson().toString()).getAsJsonObject());
        assertThat(again.toJson()).isEqualTo(moments.toJson());
        assertThat(RunningMoments.fromJson(new RunningMoments().toJson()).mean())
                .isNaN();
        RunningHistogram histogram = new RunningHistogram(0, 1, 4);
        histogram.add(0.3);
        assertThat(RunningHistogram.fromJson(histogram.toJson()).toJson()).isEqualTo(histogram.toJson());
    }

    @Test
    void histogramsBinAndMerge() {
        RunningHistogram histogram = new RunningHistogram(0, 4, 4);
        for (double v : new double[] {-1, 0, 0.99, 1, 3.5, 4, 99}) {
            histogram.add(v);
        }
        assertThat(new long[] {histogram.count(0), histogram.count(1), histogram.count(2), histogram.count(3)})
                .containsExactly(3, 1, 0, 3);
        RunningHistogram other = new RunningHistogram(0, 4, 4);
        other.add(2);
        histogram.merge(other);
        assertThat(histogram.count(2)).isEqualTo(1);
        assertThat(histogram.total()).isEqualTo(8);
        assertThat(histogram.edge(1)).isEqualTo(1);
        assertThatThrownBy(() -> histogram.merge(new RunningHistogram(0, 5, 4))).hasMessageContaining("5.0");
        assertThatThrownBy(() -> histogram.add(Double.NaN)).hasMessageContaining("NaN");
    }

    @Test
    void estimatesPrintAndSave() {
        Estimate estimate = Estimate.of(0.5, new Interval(0.4, 0.6, 0.95));
        assertThat(estimate).hasToString("0.5000 [0.4000, 0.6000]");
        assertThat(estimate.toJson())
                .hasToString("{\"value\":0.5,\"interval\":{\"low\":0.4,\"high\":0.6,\"level\":0.95}}");
        assertThat(Estimate.withoutInterval(Double.NaN).toJson()).hasToString("{\"value\":null,\"interval\":null}");
        assertThat(estimate.mapIncreasing(v -> 2 * v).interval()).isEqualTo(Optional.of(new Interval(0.8, 1.2, 0.95)));
        assertThatThrownBy(() -> new Interval(1, 0, 0.95)).hasMessageContaining("low");
        assertThatThrownBy(() -> new RunningMoments().add(Double.NaN)).hasMessageContaining("NaN");
    }
}
