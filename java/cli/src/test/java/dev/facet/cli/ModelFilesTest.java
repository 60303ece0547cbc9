package dev.facet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.facet.engine.Device;
import dev.facet.nn.Initialization;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import dev.facet.nn.checkpoint.Checkpoint;
import dev.facet.nn.checkpoint.CheckpointInfo;
import dev.facet.nn.checkpoint.DataDescription;
import dev.facet.nn.onnx.OnnxExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wherever a command takes a network, it takes a checkpoint or an ONNX file. */
class ModelFilesTest {
    @TempDir
    private Path folder;

    private final FacetCalls facet = new FacetCalls();
    private Path checkpoint;
    private Path onnx;

    @BeforeEach
    void writeOneNetworkTwice() {
        Network network = new Vgg(new VggConfig(11, true, 1 / 16.0, 32, 3, 4, 0));
        checkpoint = folder.resolve("network.safetensors");
        onnx = folder.resolve("network.onnx");
        try (Device device = Device.cpu(1);
                TrainedNetwork random =
                        TrainedNetwork.create(network, device, v -> Initialization.apply(network, v, 3))) {
            Checkpoint.save(checkpoint, CheckpointInfo.of(network, DataDescription.UNKNOWN), random.variables());
            OnnxExport.write(random, onnx);
        }
    }

    private static JsonObject networks(Path out) throws IOException {
        return FacetCalls.results(out).getAsJsonObject("networks");
    }

    @Test
    void verifyGivesTheSameForBoth() throws IOException {
        Path lfw = LfwFixture.write(folder.resolve("lfw"));
        Path out = folder.resolve("out");
        assertThat(facet.run("verify --model", onnx, checkpoint, "--pairs", lfw, "--no-baselines --out", out))
                .as(facet.errors())
                .isZero();
        JsonObject networks = networks(out);
        assertThat(networks.getAsJsonObject(onnx.toString()).get("auc").getAsDouble())
                .isEqualTo(
                        networks.getAsJsonObject(checkpoint.toString())
                                .get("auc")
                                .getAsDouble(),
                        within(1e-3));
    }

    @Test
    void verifyAddsMirroredFacesUnlessToldNotTo() throws IOException {
        Path lfw = LfwFixture.write(folder.resolve("lfw"));
        List<JsonElement> thresholds = new ArrayList<>();
        for (String options : List.of("--no-baselines", "--no-baselines --mirror", "--no-baselines --no-mirror")) {
            Path out = folder.resolve(options.replace(" ", ""));
            assertThat(facet.run("verify --model", checkpoint, "--pairs", lfw, options, "--out", out))
                    .as(facet.errors())
                    .isZero();
            thresholds.add(networks(out).getAsJsonObject(checkpoint.toString()).get("fold_threshold"));
        }
        assertThat(thresholds.get(1)).isEqualTo(thresholds.get(0));
        assertThat(thresholds.get(2)).isNotEqualTo(thresholds.get(0));
    }

    @Test
    void evaluateMeasuresAnyLayerOfAnOnnxFile() throws IOException {
        Path out = folder.resolve("out");
        assertThat(facet.run(
                        "evaluate", onnx, checkpoint, "--faces synth:2x2 --count", 3, "--layer relu4_2 --out", out))
                .as(facet.errors())
                .isZero();
        assertThat(networks(out).keySet()).hasSize(2);
    }

    @Test
    void infoDescribesNetworks() {
        assertThat(facet.run("info", onnx, checkpoint)).isZero();
        assertThat(facet.printed())
                .contains("opset 17", "conv1_1", "32x32x3", "(v - 127.5) / 128.0, rgb", "Facet checkpoint", "vgg");
    }

    @Test
    void whatIsWrongIsSaid() throws IOException {
        assertThat(facet.run("verify --pairs", folder)).isEqualTo(2);
        assertThat(facet.errors()).contains("no network to measure");
        Path broken = Files.writeString(folder.resolve("broken.onnx"), "not a model");
        assertThat(facet.run("info", broken)).isEqualTo(2);
        assertThat(facet.errors()).contains("broken.onnx").contains("not an ONNX model");
        assertThat(facet.run("evaluate", onnx, "--faces synth --channels grey")).isEqualTo(2);
        assertThat(facet.errors()).contains("channels");
        assertThat(facet.run("evaluate", onnx, "--faces synth --embedding nowhere"))
                .isEqualTo(2);
        assertThat(facet.errors()).contains("no value 'nowhere'");
    }
}
