package dev.facet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Wherever a command takes a network, it takes a checkpoint or an ONNX file. */
class ModelFilesTest {
    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();
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

    private int run(Object... args) {
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(err, true));
        List<String> texts = new ArrayList<>();
        for (Object arg : args) {
            texts.add(arg.toString());
        }
        return line.execute(texts.toArray(String[]::new));
    }

    private JsonObject results(Path out) throws IOException {
        return JsonParser.parseString(Files.readString(out.resolve("results.json")))
                .getAsJsonObject()
                .getAsJsonObject("networks");
    }

    @Test
    void verifyGivesTheSameForBoth() throws IOException {
        Path lfw = LfwFixture.write(folder.resolve("lfw"));
        Path out = folder.resolve("out");
        assertThat(run("verify", "--model", onnx, checkpoint, "--pairs", lfw, "--no-baselines", "--out", out))
                .as(err.toString())
                .isZero();
        JsonObject networks = results(out);
        assertThat(networks.getAsJsonObject(onnx.toString()).get("auc").getAsDouble())
                .isEqualTo(
                        networks.getAsJsonObject(checkpoint.toString())
                                .get("auc")
                                .getAsDouble(),
                        within(1e-3));
    }

    @Test
    void evaluateMeasuresAnyLayerOfAnOnnxFile() throws IOException {
        Path out = folder.resolve("out");
        assertThat(run(
                        "evaluate",
                        onnx,
                        checkpoint,
                        "--faces",
                        "synth:2x2",
                        "--count",
                        3,
                        "--layer",
                        "relu4_2",
                        "--out",
                        out))
                .as(err.toString())
                .isZero();
        assertThat(results(out).keySet()).hasSize(2);
    }

    @Test
    void infoDescribesNetworks() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertThat(run("info", onnx, checkpoint)).isZero();
        } finally {
            System.setOut(before);
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("opset 17", "conv1_1", "32x32x3", "(v - 127.5) / 128.0, rgb", "Facet checkpoint", "vgg");
    }

    @Test
    void whatIsWrongIsSaid() throws IOException {
        assertThat(run("verify", "--pairs", folder)).isEqualTo(2);
        assertThat(err.toString()).contains("no network to measure");
        Path broken = Files.writeString(folder.resolve("broken.onnx"), "not a model");
        assertThat(run("info", broken)).isEqualTo(2);
        assertThat(err.toString()).contains("broken.onnx").contains("not an ONNX model");
        assertThat(run("evaluate", onnx, "--faces", "synth", "--channels", "grey"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("channels");
        assertThat(run("evaluate", onnx, "--faces", "synth", "--embedding", "nowhere"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("no value 'nowhere'");
    }
}
