package dev.facet.nn.ecloss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;

class EcLossConfigTest {
    @Test
    void jsonKeepsEveryField() {
        EcLossConfig config = EcLossConfig.paper()
                .withLambda(0.25)
                .withReduction(Reduction.MEAN)
                .withMarginal(MarginalScope.CHANNEL)
                .withNormalise(true)
                .withTap(Tap.PRE_RELU)
                .withLayer("conv4_2")
                .withTau(0.1)
                .withRadius(3.5)
                .withTemplates(TemplateMode.FULL, 7, TemplateNorm.CENTER_UNIT);
        assertThat(EcLossConfig.fromJson(config.toJson())).isEqualTo(config);
        assertThat(EcLossConfig.fromJson(EcLossConfig.defaults().toJson())).isEqualTo(EcLossConfig.defaults());
    }

    @Test
    void paperIsLiteral() {
        EcLossConfig paper = EcLossConfig.paper();
        assertThat(paper.lambda()).isZero();
        assertThat(paper.tau()).isEqualTo(0.001);
        assertThat(paper.radius()).isEqualTo(4);
        assertThat(paper.tap()).isEqualTo(Tap.POST_RELU);
        assertThat(paper.templateMode()).isEqualTo(TemplateMode.EVEN_LIST);
        assertThat(paper.reduction()).isEqualTo(Reduction.PAPER_SUM);
        assertThat(paper.normalise()).isFalse();
        assertThat(BetaSchedule.paper().beta()).isEqualTo(1e-5);
    }

    @Test
    void badJsonNamesTheField() {
        JsonObject json = EcLossConfig.defaults().toJson();
        json.addProperty("tap", "mid_relu");
        assertThatThrownBy(() -> EcLossConfig.fromJson(json))
                .hasMessageContaining("'tap' must be one of pre_relu, post_relu, found \"mid_relu\"");
        json.addProperty("tap", "pre_relu");
        json.addProperty("lamda", 1);
        assertThatThrownBy(() -> EcLossConfig.fromJson(json)).hasMessageContaining("unknown field 'lamda'");
        json.remove("lamda");
        json.remove("tau");
        assertThatThrownBy(() -> EcLossConfig.fromJson(json))
                .hasMessageContaining("'tau' must be a number, found nothing");
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        EcLossConfig config = EcLossConfig.defaults();
        assertThatThrownBy(() -> config.withLambda(1.5)).hasMessageContaining("lambda must lie in [0, 1]");
        assertThatThrownBy(() -> config.withTau(Double.NaN)).hasMessageContaining("tau must be positive");
        assertThatThrownBy(() -> config.withRadius(-1)).hasMessageContaining("radius");
        assertThatThrownBy(() -> config.withTemplates(TemplateMode.FULL, 2, TemplateNorm.NONE))
                .hasMessageContaining("at least 3");
    }
}
