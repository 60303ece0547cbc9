package dev.facet.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.engine.Graph;
import dev.facet.engine.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MobileNetV2Test {
    /** torchvision's counts for 1000 classes. */
    @ParameterizedTest
    @CsvSource({"1.0, 3504872", "0.5, 1968680", "1.4, 6108776"})
    void hasThePublishedParameterCounts(double width, long count) {
        MobileNetV2 network = new MobileNetV2(MobileNetV2Config.of(1000).withWidth(width));
        assertThat(network.parameterCount()).isEqualTo(count);
        assertThat(network.variables()).hasSize(262);
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void graphHasTheLayersAndVariablesItClaims(Mode mode) {
        MobileNetV2Config config = MobileNetV2Config.of(5).withWidth(0.25).withInput(70);
        Graph graph = NetworkClaims.check(new MobileNetV2(config), mode);
        assertThat(graph.node("features.0.2").shape()).isEqualTo(Shape.of(2, 35, 35, 8));
        assertThat(graph.node("features.2.conv.0.0").shape()).isEqualTo(Shape.of(2, 35, 35, 48));
        assertThat(graph.node("features.2.conv.1.0").shape()).isEqualTo(Shape.of(2, 18, 18, 48));
        assertThat(graph.node("features.17.conv.3").shape()).isEqualTo(Shape.of(2, 3, 3, 80));
        assertThat(graph.node("avgpool").shape()).isEqualTo(Shape.of(2, 1280));
    }

    @Test
    void namesItsLayersInDepthOrder() {
        List<String> layers = new MobileNetV2(MobileNetV2Config.of(2)).layers();
        assertThat(layers)
                .startsWith(
                        "features.0.0",
                        "features.0.1",
                        "features.0.2",
                        "features.1.conv.0.0",
                        "features.1.conv.0.1",
                        "features.1.conv.0.2",
                        "features.1.conv.1",
                        "features.1.conv.2",
                        "features.2.conv.0.0")
                .endsWith("features.18.0", "features.18.1", "features.18.2", "avgpool", "classifier.1");
        assertThat(layers.stream().filter(name -> name.endsWith(".add")))
                .containsExactly(
                        "features.3.add",
                        "features.5.add",
                        "features.6.add",
                        "features.8.add",
                        "features.9.add",
                        "features.10.add",
                        "features.12.add",
                        "features.13.add",
                        "features.15.add",
                        "features.16.add");
    }

    @Test
    void knowsWhatStandsAroundItsActivations() {
        MobileNetV2 network = new MobileNetV2(MobileNetV2Config.of(2));
        assertThat(network.lastConvolution()).isEqualTo("features.18.0");
        assertThat(network.preRelu("features.18.0")).isEqualTo("features.18.1");
        assertThat(network.postRelu("features.18.0")).isEqualTo("features.18.2");
        assertThat(network.preRelu("features.2.conv.2"))
                .isEqualTo(network.postRelu("features.2.conv.2"))
                .isEqualTo("features.2.conv.3");
        assertThat(network.postRelu("features.3.conv.2")).isEqualTo("features.3.add");
        assertThatThrownBy(() -> network.preRelu("conv1")).hasMessageContaining("no convolution 'conv1'");
    }

    @Test
    void variablesHaveTorchvisionsNames() {
        assertThat(new MobileNetV2(MobileNetV2Config.of(2)).variables())
                .extracting(VariableSpec::name)
                .startsWith("features.0.0.weight", "features.0.1.weight", "features.0.1.bias")
                .contains("features.1.conv.1.weight", "features.17.conv.3.running_var", "features.18.0.weight")
                .endsWith("classifier.1.weight", "classifier.1.bias");
    }

    @Test
    void returnsFromItsJson() {
        MobileNetV2Config config =
                MobileNetV2Config.of(830).withWidth(0.35).withInput(96).withDropout(0);
        assertThat(((MobileNetV2) NetworkClaims.returned(new MobileNetV2(config))).mobileNetV2Config())
                .isEqualTo(config);
    }

    @Test
    void sizesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> MobileNetV2Config.of(1)).hasMessageContaining("2 classes");
        assertThatThrownBy(() -> MobileNetV2Config.of(2).withInput(16)).hasMessageContaining("32");
        assertThatThrownBy(() -> MobileNetV2Config.of(2).withDropout(1)).hasMessageContaining("dropout");
    }
}
