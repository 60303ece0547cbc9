package dev.facet.nn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.nn.ecloss.EcLossConfig;
import org.junit.jupiter.api.Test;

class RecipeTest {
    @Test
    void probingIsTheThesissProtocol() {
        Recipe recipe = Recipe.probing();
        LearningRate rate = recipe.training().learningRate();
        assertThat(rate.kind()).isEqualTo(LearningRate.Kind.PLATEAU);
        assertThat(rate.base()).isEqualTo(0.005);
        assertThat(rate.factor()).isEqualTo(0.1);
        assertThat(recipe.batchSize()).isEqualTo(64);
        assertThat(recipe.shortestSide()).isEqualTo(256);
        assertThat(recipe.crop()).isEqualTo(224);
        assertThat(recipe.greyscale()).isEqualTo(0.2);
        assertThat(recipe.identityUniform()).isTrue();
        assertThat(recipe.training().ecLoss()).isEmpty();
    }

    @Test
    void eclossIsThePapersSetting() {
        Recipe recipe = Recipe.ecloss();
        assertThat(recipe.training().learningRate()).isEqualTo(LearningRate.constant(0.03));
        assertThat(recipe.training().ecLoss()).contains(EcLossConfig.defaults());
        assertThat(recipe.training().alpha()).isEqualTo(1);
        assertThat(recipe.batchSize()).isEqualTo(64);
        assertThat(recipe.crop()).isEqualTo(224);
    }

    @Test
    void sizesAreScaledTogether() {
        Recipe small = Recipe.probing().withInput(112).withBatchSize(32);
        assertThat(small.crop()).isEqualTo(112);
        assertThat(small.shortestSide()).isEqualTo(128);
        assertThat(small.batchSize()).isEqualTo(32);
        assertThat(small.training()).isEqualTo(Recipe.probing().training());
        assertThatThrownBy(() -> Recipe.probing().withBatchSize(0)).hasMessageContaining("batch size");
    }
}
