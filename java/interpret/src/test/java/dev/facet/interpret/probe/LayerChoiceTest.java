package dev.facet.interpret.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.nn.MobileNetV2;
import dev.facet.nn.MobileNetV2Config;
import dev.facet.nn.ResNet;
import dev.facet.nn.ResNetConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerChoiceTest {
    private final ResNet resNet =
            new ResNet(ResNetConfig.of(50, 4).withWidth(0.125).withInput(64));

    @Test
    void takesBothSidesOfSkipConnections() {
        List<ProbedLayer> layers = LayerChoice.of(resNet, List.of());
        assertThat(layers)
                .extracting(ProbedLayer::name)
                .startsWith(
                        "relu",
                        "maxpool",
                        "layer1.0.relu1",
                        "layer1.0.relu2",
                        "layer1.0.bn3",
                        "layer1.0.downsample.1",
                        "layer1.0.add",
                        "layer1.1.relu1")
                .endsWith("layer4.2.add", "avgpool", "fc");
        assertThat(layers)
                .filteredOn(layer -> "before".equals(layer.skip()))
                .hasSize(16)
                .extracting(ProbedLayer::name)
                .contains("layer1.0.bn3", "layer4.2.bn3");
        assertThat(layers).filteredOn(layer -> "after".equals(layer.skip())).hasSize(16);
        assertThat(layers.get(0).channels()).isEqualTo(8);
        assertThat(layers.get(0).height()).isEqualTo(32);
    }

    @Test
    void takesLinearEndsOfInvertedResiduals() {
        MobileNetV2 network =
                new MobileNetV2(MobileNetV2Config.of(4).withWidth(0.25).withInput(64));
        assertThat(LayerChoice.of(network, List.of()))
                .extracting(ProbedLayer::name)
                .contains(
                        "features.0.2",
                        "features.1.conv.2",
                        "features.3.conv.3",
                        "features.3.add",
                        "avgpool",
                        "classifier.1")
                .doesNotContain("features.3.conv.0.0", "features.3.conv.0.1", "features.3.conv.2");
    }

    @Test
    void takesNamesAndPatterns() {
        assertThat(LayerChoice.of(resNet, List.of("layer4.*.add", "conv1")))
                .extracting(ProbedLayer::name)
                .containsExactly("conv1", "layer4.0.add", "layer4.1.add", "layer4.2.add");
        assertThat(LayerChoice.of(resNet, List.of("all"))).hasSameSizeAs(resNet.layers());
        assertThatThrownBy(() -> LayerChoice.of(resNet, List.of("layer9"))).hasMessageContaining("layer4.2.add");
    }

    @Test
    void leavesOutWhatAnotherNetworkHas() {
        List<String> wanted = List.of("main", "layer4.*.add", "relu5_1");
        assertThat(LayerChoice.unknown(resNet, wanted)).containsExactly("relu5_1");
        assertThat(LayerChoice.ofKnown(resNet, List.of("layer4.*.add", "relu5_1")))
                .extracting(ProbedLayer::name)
                .containsExactly("layer4.0.add", "layer4.1.add", "layer4.2.add");
        assertThatThrownBy(() -> LayerChoice.of(resNet, wanted)).hasMessageContaining("no layer 'relu5_1'");
        assertThatThrownBy(() -> LayerChoice.ofKnown(resNet, List.of("relu5_1")))
                .hasMessageContaining("no layer 'relu5_1'");
    }
}
