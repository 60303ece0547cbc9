package dev.facet.interpret.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facet.nn.MobileNetV2;
import dev.facet.nn.MobileNetV2Config;
import dev.facet.nn.Network;
import dev.facet.nn.ResNet;
import dev.facet.nn.ResNetConfig;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import org.junit.jupiter.api.Test;

/** Known numbers of multiply-adds at 224 pixels and 1,000 classes: those that fvcore counts in torchvision's networks. */
class LayerCostTest {
    private static long whole(Network network) {
        return new LayerCost(network)
                .multiplyAdds(network.layers().get(network.layers().size() - 1));
    }

    @Test
    void countsConvolutionsAndProductsAlone() {
        assertThat(whole(new Vgg(VggConfig.of(16, 1000)))).isEqualTo(15_470_264_320L);
        assertThat(whole(new ResNet(ResNetConfig.of(50, 1000).withInput(224)))).isEqualTo(4_089_184_256L);
        assertThat(whole(new MobileNetV2(MobileNetV2Config.of(1000).withInput(224))))
                .isEqualTo(300_774_272L);
    }

    @Test
    void countsWhatComesBeforeALayer() {
        LayerCost cost = new LayerCost(new Vgg(VggConfig.of(16, 1000)));
        assertThat(cost.multiplyAdds("relu1_1")).isEqualTo(224L * 224 * 64 * 27);
    }
}
