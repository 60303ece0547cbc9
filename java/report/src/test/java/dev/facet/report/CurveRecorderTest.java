package dev.facet.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.nn.training.StepMetrics;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurveRecorderTest {
    private static StepMetrics step(int step, double ecLoss) {
        return new StepMetrics(
                step, (step - 1) / 10, (step - 1) % 10 + 1, 10, 2, step, step, ecLoss, 0.5, 0, 0, 0.1, 0.01, 100);
    }

    @Test
    void averagesNeighbours() {
        CurveRecorder recorder = new CurveRecorder();
        for (int i = 1; i <= 20; i++) {
            recorder.stepped(step(i, -i));
        }
        List<CurvePoint> curve = recorder.curve(5);
        assertThat(curve).hasSize(5);
        assertThat(curve.get(0).loss()).isEqualTo(2.5);
        assertThat(curve.get(4).ecLoss()).isEqualTo(-18.5);
        assertThat(curve.get(4).epoch()).isEqualTo(2);
        assertThat(recorder.curve(100)).hasSize(20);
    }

    @Test
    void whatWasNotMeasuredStaysOut() {
        CurveRecorder recorder = new CurveRecorder();
        assertThat(recorder.curve(10)).isEmpty();
        recorder.stepped(step(1, Double.NaN));
        assertThat(recorder.curve(10).get(0).ecLoss()).isNaN();
        assertThat(recorder.curve(10).get(0).beta()).isNaN();
        assertThatThrownBy(() -> recorder.curve(0)).hasMessageContaining("one point");
    }
}
