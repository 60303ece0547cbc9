package dev.facet.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.engine.Graph;
import dev.facet.engine.Shape;
import dev.facet.nn.heads.Head;
import dev.facet.nn.heads.NormFace;
import dev.facet.nn.heads.Regression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResNetTest {
    /** torchvision's counts for 1000 classes, and the number of its state dictionary's entries that are not counters. */
    @ParameterizedTest
    @CsvSource({"18, 11689512, 102", "34, 21797672, 182", "50, 25557032, 267", "101, 44549160, 522"})
    void hasThePublishedParameterCounts(int depth, long count, int tensors) {
        ResNet network = new ResNet(ResNetConfig.of(depth, 1000));
        assertThat(network.parameterCount()).isEqualTo(count);
        assertThat(network.variables()).hasSize(tensors);
    }

    @ParameterizedTest
    @CsvSource({"18, TRAINING", "34, INFERENCE", "50, TRAINING", "101, INFERENCE"})
    void graphHasTheLayersAndVariablesItClaims(int depth, Mode mode) {
        ResNetConfig config = ResNetConfig.of(depth, 5).withWidth(0.125).withInput(70);
        Graph graph = NetworkClaims.check(new ResNet(config), mode);
        int expansion = depth < 50 ? 1 : 4;
        assertThat(graph.node("relu").shape()).isEqualTo(Shape.of(2, 35, 35, 8));
        assertThat(graph.node("maxpool").shape()).isEqualTo(Shape.of(2, 18, 18, 8));
        assertThat(graph.node("layer1.0.add").shape()).isEqualTo(Shape.of(2, 18, 18, 8 * expansion));
        assertThat(graph.node("layer2.0.conv1").shape().dim(1))
                .as("v1.5 keeps the size until the 3x3 convolution")
                .isEqualTo(depth < 50 ? 9 : 18);
        assertThat(graph.node("layer2.0.conv2").shape().dim(1)).isEqualTo(9);
        assertThat(graph.node("layer4.1.add").shape()).isEqualTo(Shape.of(2, 3, 3, 64 * expansion));
    }

    @Test
    void namesItsLayersInDepthOrder() {
        assertThat(new ResNet(ResNetConfig.of(50, 2)).layers())
                .startsWith(
                        "conv1",
                        "bn1",
                        "relu",
                        "maxpool",
                        "layer1.0.conv1",
                        "layer1.0.bn1",
                        "layer1.0.relu1",
                        "layer1.0.conv2",
                        "layer1.0.bn2",
                        "layer1.0.relu2",
                        "layer1.0.conv3",
                        "layer1.0.bn3",
                        "layer1.0.downsample.0",
                        "layer1.0.downsample.1",
                        "layer1.0.add",
                        "layer1.0.relu3",
                        "layer1.1.conv1")
                .endsWith("layer4.2.bn3", "layer4.2.add", "layer4.2.relu3", "avgpool", "fc");
        assertThat(new ResNet(ResNetConfig.of(18, 2)).layers())
                .doesNotContain("layer1.0.downsample.0")
                .contains("layer2.0.downsample.0")
                .endsWith("layer4.1.bn2", "layer4.1.add", "layer4.1.relu2", "avgpool", "fc");
    }

    @Test
    void knowsWhatStandsAroundItsActivations() {
        ResNet network = new ResNet(ResNetConfig.of(50, 2));
        assertThat(network.lastConvolution()).isEqualTo("layer4.2.conv3");
        assertThat(network.preRelu("layer4.2.conv3")).isEqualTo("layer4.2.add");
        assertThat(network.postRelu("layer4.2.conv3")).isEqualTo("layer4.2.relu3");
        assertThat(network.preRelu("layer2.0.downsample.0")).isEqualTo("layer2.0.add");
        assertThat(network.preRelu("layer3.5.conv2")).isEqualTo("layer3.5.bn2");
        assertThat(network.postRelu("conv1")).isEqualTo("relu");
        assertThatThrownBy(() -> network.preRelu("layer3.6.conv2"))
                .hasMessageContaining("no convolution 'layer3.6.conv2' in ResNet50; it has conv1, layer1.0.conv1");
    }

    @Test
    void variablesHaveTorchvisionsNames() {
        assertThat(new ResNet(ResNetConfig.of(50, 2)).variables())
                .extracting(VariableSpec::name)
                .startsWith(
                        "conv1.weight",
                        "bn1.weight",
                        "bn1.bias",
                        "bn1.running_mean",
                        "bn1.running_var",
                        "layer1.0.conv1.weight")
                .contains("layer2.0.downsample.0.weight", "layer2.0.downsample.1.running_var")
                .endsWith("fc.weight", "fc.bias");
    }

    @Test
    void blocksMayBeginAsTheIdentity() {
        ResNet network = new ResNet(ResNetConfig.of(50, 2).withZeroLastScale(true));
        assertThat(network.variables().stream().filter(v -> v.role() == VariableSpec.Role.ZERO_SCALE))
                .hasSize(16)
                .allMatch(v -> v.name().endsWith(".bn3.weight"));
        ResNet plain = new ResNet(ResNetConfig.of(18, 2).withZeroLastScale(true));
        assertThat(plain.variables().stream().filter(v -> v.role() == VariableSpec.Role.ZERO_SCALE))
                .hasSize(8)
                .allMatch(v -> v.name().endsWith(".bn2.weight"));
    }

    @Test
    void headsHaveTheirOwnEnds() {
        ResNetConfig tiny = ResNetConfig.of(18, 7).withWidth(0.125).withInput(32);
        Head head = Head.of(NormFace.defaults()).withEmbedding(16);
        ResNet network = new ResNet(tiny.withHead(head));
        Graph graph = NetworkClaims.check(network, Mode.TRAINING);
        assertThat(network.layers()).endsWith("avgpool", "embedding.fc", "embedding.bn", "embedding.unit", "fc");
        assertThat(network.embeddingSize()).isEqualTo(16);
        assertThat(network.variables()).extracting(VariableSpec::name).doesNotContain("fc.bias");
        assertThat(graph.node("embedding.unit").shape()).isEqualTo(Shape.of(2, 16));
        assertThat(((ResNet) NetworkClaims.returned(network)).resNetConfig()).isEqualTo(network.resNetConfig());
        NetworkClaims.check(new ResNet(tiny.withHead(Head.of(new Regression())).withClasses(1)), Mode.INFERENCE);
    }

    @Test
    void returnsFromItsJson() {
        ResNetConfig config =
                ResNetConfig.of(101, 830).withWidth(0.25).withInput(96).withZeroLastScale(true);
        assertThat(((ResNet) NetworkClaims.returned(new ResNet(config))).resNetConfig())
                .isEqualTo(config);
    }

    @Test
    void sizesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> ResNetConfig.of(20, 2)).hasMessageContaining("18, 34, 50 or 101");
        assertThatThrownBy(() -> ResNetConfig.of(18, 1)).hasMessageContaining("2 classes");
        assertThatThrownBy(() -> ResNetConfig.of(18, 2).withInput(31)).hasMessageContaining("32");
        assertThatThrownBy(() -> ResNetConfig.of(18, 2).withWidth(-1)).hasMessageContaining("width");
    }
}
