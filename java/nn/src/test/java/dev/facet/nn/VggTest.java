package dev.facet.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.engine.DType;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Shape;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VggTest {
    /** The counts of the paper's table 2 (in millions there), exact for 1000 classes at 224 pixels. */
    @ParameterizedTest
    @CsvSource({"11, 132863336", "13, 133047848", "16, 138357544", "19, 143667240"})
    void hasThePapersParameterCounts(int depth, long count) {
        assertThat(new Vgg(VggConfig.of(depth, 1000)).parameterCount()).isEqualTo(count);
    }

    /** Batch norm brings 2 parameters a channel and takes the bias: one more a channel. */
    @Test
    void batchNormReplacesTheBias() {
        VggConfig config = VggConfig.of(16, 1000);
        assertThat(new Vgg(config.withBatchNorm(true)).parameterCount()).isEqualTo(138357544 + 4224);
    }

    @Test
    void namesItsLayersInDepthOrder() {
        assertThat(new Vgg(VggConfig.of(11, 2)).layers())
                .startsWith(
                        "conv1_1", "relu1_1", "pool1", "conv2_1", "relu2_1", "pool2", "conv3_1", "relu3_1", "conv3_2")
                .endsWith("conv5_2", "relu5_2", "pool5", "fc6", "relu6", "fc7", "relu7", "fc8");
        Vgg deep = new Vgg(VggConfig.of(19, 2).withBatchNorm(true));
        assertThat(deep.layers())
                .startsWith("conv1_1", "bn1_1", "relu1_1", "conv1_2")
                .contains("conv5_4");
        assertThat(deep.lastConvolution()).isEqualTo("conv5_4");
        assertThat(deep.preRelu("conv5_4")).isEqualTo("bn5_4");
        assertThat(deep.postRelu("conv5_4")).isEqualTo("relu5_4");
        assertThat(new Vgg(VggConfig.of(13, 2)).preRelu("conv5_2")).isEqualTo("conv5_2");
        assertThatThrownBy(() -> deep.preRelu("conv6_1")).hasMessageContaining("no convolution 'conv6_1'");
    }

    @ParameterizedTest
    @CsvSource({
        "11, true, false, TRAINING",
        "13, false, false, TRAINING",
        "13, true, true, TRAINING",
        "16, true, false, INFERENCE",
        "19, false, true, INFERENCE"
    })
    void graphHasTheLayersAndVariablesItClaims(int depth, boolean batchNorm, boolean linearNorm, Mode mode) {
        Vgg vgg = new Vgg(new VggConfig(depth, batchNorm, 0.125, 70, 3, 5, 0.5).withLinearNorm(linearNorm));
        Graph graph = new Graph();
        Node seed = graph.input("seed", DType.I32, 1);
        Outputs ends = vgg.build(graph, graph.input("images", 2, 70, 70, 3), mode, seed);
        assertThat(ends.embedding().shape()).isEqualTo(Shape.of(2, 512));
        assertThat(ends.logits().shape()).isEqualTo(Shape.of(2, 5));
        assertThat(ends.embedding()).isSameAs(graph.node("relu7"));
        for (String layer : vgg.layers()) {
            assertThat(graph.node(layer).name()).isEqualTo(layer);
        }
        assertThat(graph.node("conv5_1").shape()).isEqualTo(Shape.of(2, 4, 4, 64));
        TreeMap<String, Shape> claimed = new TreeMap<>();
        vgg.variables().forEach(spec -> claimed.put(spec.name(), spec.shape()));
        TreeMap<String, Shape> built = new TreeMap<>();
        graph.nodes().stream()
                .filter(n -> n.kind() == Node.Kind.PARAMETER || n.kind() == Node.Kind.STATE)
                .forEach(n -> built.put(n.name(), n.shape()));
        assertThat(built).isEqualTo(claimed);
    }

    @Test
    void returnsFromItsJson() {
        Vgg vgg = new Vgg(new VggConfig(16, true, 0.25, 96, 3, 830, 0.3).withLinearNorm(true));
        JsonObject json = JsonParser.parseString(vgg.config().toString()).getAsJsonObject();
        Network again = Networks.of(vgg.architecture(), json);
        assertThat(((Vgg) again).vggConfig()).isEqualTo(vgg.vggConfig());
        assertThatThrownBy(() -> Networks.of("alexnet", json))
                .hasMessageContaining("unknown architecture 'alexnet' (known: mobilenetv2, onnx, resnet, scaled, vgg)");
    }

    /** Checkpoints that were written before heads were a choice. */
    @Test
    void olderConfigurationsHaveSoftmaxHeads() {
        VggConfig config = new VggConfig(16, true, 0.25, 96, 3, 830, 0.3);
        JsonObject json = config.toJson();
        json.remove("head");
        json.remove("bias_before_norm");
        json.remove("linear_norm");
        assertThat(VggConfig.fromJson(json)).isEqualTo(config);
    }

    @Test
    void sizesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> VggConfig.of(12, 2)).hasMessageContaining("11, 13, 16 or 19");
        assertThatThrownBy(() -> VggConfig.of(11, 1)).hasMessageContaining("2 classes");
        assertThatThrownBy(() -> VggConfig.of(11, 2).withInput(31)).hasMessageContaining("32");
        assertThatThrownBy(() -> VggConfig.of(11, 2).withWidth(0)).hasMessageContaining("width");
        assertThatThrownBy(() -> VggConfig.of(11, 2).withDropout(1)).hasMessageContaining("dropout");
    }

    @Test
    void variableNamesAreUnique() {
        List<String> names = new Vgg(VggConfig.of(19, 2).withBatchNorm(true))
                .variables().stream().map(VariableSpec::name).toList();
        assertThat(new TreeSet<>(names)).hasSize(names.size());
    }
}
