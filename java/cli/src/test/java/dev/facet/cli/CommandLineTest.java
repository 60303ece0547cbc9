package dev.facet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.facet.faces.FaceSample;
import dev.facet.faces.synth.SynthFaces;
import dev.facet.nn.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a user calls them, on generated faces and tiny networks. */
class CommandLineTest {

    @TempDir
    private Path folder;

    private final FacetCalls facet = new FacetCalls();

    private int trainTiny(Path out, String... more) {
        List<Object> words = new ArrayList<>(List.of(
                "train --data synth:4x8 --net vgg11 --width 0.0625 --input 32 --epochs 2 --batch 8 --out", out));
        words.addAll(List.of(more));
        return facet.run(words.toArray());
    }

    @Test
    void trainsEvaluatesAndResumesNothingTwice() throws IOException {
        Path out = folder.resolve("run");
        assertThat(trainTiny(out, "--ecloss", "--validation", "0.25")).isZero();
        assertThat(out.resolve("checkpoint.safetensors")).isNotEmptyFile();
        assertThat(Files.readAllLines(out.resolve("training.jsonl"))).hasSize(2 * 3 + 2);
        assertThat(FacetCalls.results(out).get("completed").getAsBoolean()).isTrue();

        assertThat(trainTiny(out)).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("--resume");

        Path measured = folder.resolve("measured");
        assertThat(facet.run(
                        "evaluate",
                        out.resolve("checkpoint.safetensors"),
                        "--faces synth:3x2 --count 4 --layer relu3_2 --out",
                        measured))
                .isZero();
        assertThat(FacetCalls.results(measured).getAsJsonObject("networks").size())
                .isEqualTo(1);
    }

    @Test
    void verifiesPairsOfAnLfwFolder() throws IOException {
        Path out = folder.resolve("run");
        assertThat(trainTiny(out)).isZero();
        Path lfw = LfwFixture.write(folder.resolve("lfw"));
        Path measured = folder.resolve("verified");
        assertThat(facet.run(
                        "verify",
                        out.resolve("checkpoint.safetensors"),
                        "--pairs",
                        lfw,
                        "--crop 4,4,60,60 --out",
                        measured))
                .isZero();
        assertThat(FacetCalls.results(measured).getAsJsonObject("networks").keySet())
                .contains("untrained network", "raw pixels")
                .hasSize(3);
    }

    @Test
    void waysToFrameAFaceAreChecked() throws IOException {
        Path out = folder.resolve("run");
        assertThat(trainTiny(out)).isZero();
        Path checkpoint = out.resolve("checkpoint.safetensors");
        Path pairs = LfwFixture.write(folder.resolve("lfw")).resolve("pairs.txt");
        assertThat(facet.run("verify", checkpoint, "--pairs", pairs, "--align sideways"))
                .isEqualTo(2);
        assertThat(facet.errors()).contains("none, 5pt or 68pt");
        assertThat(facet.run("verify", checkpoint, "--pairs", pairs, "--crop 4,4,3,60"))
                .isEqualTo(2);
        assertThat(facet.errors()).contains("--crop");
        assertThat(facet.run("verify", checkpoint, "--pairs", pairs, "--no-baselines"))
                .isZero();
    }

    @Test
    void badInputIsNamedAndExitsWithTwo() throws IOException {
        assertThat(facet.run("train --data", folder.resolve("missing"), "--out", folder))
                .isEqualTo(2);
        assertThat(facet.errors()).contains("missing");

        Path broken = Files.writeString(folder.resolve("broken.safetensors"), "not a checkpoint");
        assertThat(facet.run("evaluate", broken, "--faces synth")).isEqualTo(2);
        assertThat(facet.errors()).contains("broken.safetensors");

        assertThat(facet.run("demo --no-such-option")).isEqualTo(2);
        assertThat(facet.run("no-such-command")).isEqualTo(2);
        assertThat(facet.run("demo --lambda 7 --quick --out", folder)).isEqualTo(2);
        assertThat(facet.errors()).contains("lambda");
    }

    @Test
    void anEmptyPersonFolderIsNamed() throws IOException {
        Files.createDirectories(folder.resolve("faces/Ann"));
        assertThat(facet.run("train --data", folder.resolve("faces"), "--out", folder))
                .isEqualTo(2);
        assertThat(facet.errors()).contains("Ann");
    }

    @Test
    void aQuickDemoComparesTwoNetworksAndShowsThem() throws IOException {
        Path out = folder.resolve("demo");
        assertThat(facet.run("demo --quick --epochs 1 --out", out)).isZero();
        assertThat(out.resolve("report.html")).content().contains("softmax + ECLoss", "data:image/png");
        JsonObject results = FacetCalls.results(out);
        assertThat(results.getAsJsonArray("comparison")).hasSize(DemoNetworks.COMPARED.size() + 1);
        assertThat(results.getAsJsonArray("seeds")).hasSize(1);
        assertThat(out.resolve("seed-1/softmax/checkpoint.safetensors")).isNotEmptyFile();
        assertThat(out.resolve("seed-1/ecloss/training.jsonl")).isNotEmptyFile();
    }

    @Test
    void aDemoOnAFolderOfPeopleHoldsSomeOfThemOut() throws IOException {
        Path faces = folder.resolve("faces");
        SynthFaces drawn = new SynthFaces(32, 8, 80, 3);
        for (int i = 0; i < drawn.size(); i++) {
            FaceSample sample = drawn.sample(i);
            Path person = Files.createDirectories(faces.resolve("person-" + sample.identity()));
            ImageIO.write(
                    sample.image().toBufferedImage(),
                    "png",
                    person.resolve(i + ".png").toFile());
        }
        Path out = folder.resolve("demo");
        assertThat(facet.run("demo --faces", faces, "--quick --epochs 1 --out", out))
                .isZero();
        assertThat(FacetCalls.results(out).getAsJsonArray("comparison")).hasSize(DemoNetworks.COMPARED.size() + 1);
        assertThat(Checkpoint.info(out.resolve("seed-1/softmax/checkpoint.safetensors"))
                        .network()
                        .classes())
                .isEqualTo(24);
    }

    @Test
    void infoNamesTheDevice() {
        assertThat(facet.run("info")).isZero();
        assertThat(facet.run("info --device cuda:99")).isEqualTo(2);
        assertThat(facet.errors()).contains("cuda");
    }
}
