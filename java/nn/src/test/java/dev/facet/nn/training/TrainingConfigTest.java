package dev.facet.nn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import dev.facet.nn.ecloss.BetaSchedule;
import dev.facet.nn.ecloss.EcLossConfig;
import org.junit.jupiter.api.Test;

class TrainingConfigTest {
    @Test
    void textOfJsonKeepsEveryField() {
        TrainingConfig config = TrainingConfig.defaults(7)
                .withLearningRate(LearningRate.plateau(0.1, 0.5, 3))
                .withOptimizer(0.8, true, 1e-3)
                .withLabelSmoothing(0.1)
                .withAlpha(2)
                .withSeed(-1234567890123456789L)
                .withEcLoss(EcLossConfig.paper(), BetaSchedule.paper());
        String text = config.toJson().toString();
        assertThat(TrainingConfig.fromJson(JsonParser.parseString(text).getAsJsonObject()))
                .isEqualTo(config);
        TrainingConfig plain = TrainingConfig.defaults(1);
        assertThat(TrainingConfig.fromJson(plain.toJson())).isEqualTo(plain);
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> TrainingConfig.defaults(0)).hasMessageContaining("at least 1 epoch");
        TrainingConfig config = TrainingConfig.defaults(1);
        assertThatThrownBy(() -> config.withAlpha(0)).hasMessageContaining("alpha");
        assertThatThrownBy(() -> config.withLabelSmoothing(1)).hasMessageContaining("label smoothing");
        assertThatThrownBy(() -> config.withOptimizer(1, false, 0)).hasMessageContaining("momentum < 1");
    }
}
