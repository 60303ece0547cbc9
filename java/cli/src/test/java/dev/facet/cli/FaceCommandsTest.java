package dev.facet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.faces.synth.SynthFaces;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that find faces, on drawn faces; those that need the networks skip without them. */
class FaceCommandsTest {

    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    private static Path data(String name) {
        String set = System.getenv("FACET_DATA");
        Path data = set != null
                ? Path.of(set)
                : Path.of(System.getProperty("facet.root", "."), "..", "shared", "data")
                        .normalize();
        Path found = data.resolve(name);
        Assumptions.assumeTrue(Files.isDirectory(found), () -> "skipped: no research data at " + found);
        return found;
    }

    private static String nets() {
        return data("nets").toString();
    }

    private static JsonObject results(Path out) throws IOException {
        return JsonParser.parseString(Files.readString(out.resolve("results.json")))
                .getAsJsonObject();
    }

    private Path twoPictures() throws IOException {
        SynthFaces faces = new SynthFaces(2, 1, 128, 4);
        Path pictures = Files.createDirectories(folder.resolve("pictures/inner"));
        for (int i = 0; i < 2; i++) {
            ImageIO.write(
                    faces.sample(i).image().toBufferedImage(),
                    "png",
                    pictures.resolve("face.%d.png".formatted(i)).toFile());
        }
        Files.writeString(pictures.resolve("notes.txt"), "no picture");
        return folder.resolve("pictures");
    }

    @Test
    void detectsDrawsAndWritesDown() throws IOException {
        Path out = folder.resolve("out");
        assertThat(run("detect", twoPictures().toString(), "--nets", nets(), "--out", out.toString()))
                .isZero();
        JsonArray pictures = results(out).getAsJsonArray("pictures");
        assertThat(pictures).hasSize(2);
        JsonObject first = pictures.get(0).getAsJsonObject();
        assertThat(first.get("file").getAsString()).isEqualTo("inner/face.0.png");
        JsonObject face = first.getAsJsonArray("faces").get(0).getAsJsonObject();
        assertThat(face.getAsJsonArray("box")).hasSize(4);
        assertThat(face.getAsJsonArray("points")).hasSize(5);
        assertThat(face.getAsJsonArray("landmarks")).hasSize(68);
        assertThat(out.resolve("inner_face.0.png")).isNotEmptyFile();
        assertThat(out.resolve("inner_face.1.png")).isNotEmptyFile();
    }

    @Test
    void masksOfLabelledLandmarksAgreeWithTheDrawnParts() throws IOException {
        Path out = folder.resolve("masks");
        assertThat(run("masks", "synth:3x2", "--landmarks", "labelled", "--count", "4", "--out", out.toString()))
                .isZero();
        JsonObject results = results(out);
        assertThat(results.get("pictures").getAsInt()).isEqualTo(4);
        assertThat(results.getAsJsonArray("without_landmarks")).isEmpty();
        JsonArray parts = results.getAsJsonArray("parts");
        assertThat(parts).hasSize(7);
        for (JsonElement part : parts) {
            String name = part.getAsJsonObject().get("part").getAsString();
            double iou =
                    part.getAsJsonObject().getAsJsonObject("iou").get("value").getAsDouble();
            assertThat(iou).as(name).isGreaterThan(name.equals("hair") ? 0.1 : 0.3);
        }
        try (Stream<Path> files = Files.list(out)) {
            assertThat(files.filter(file -> file.toString().endsWith(".png"))).hasSize(4);
        }
    }

    @Test
    void masksOfFoundLandmarks() throws IOException {
        Path out = folder.resolve("masks");
        assertThat(run("masks", twoPictures() + "/inner", "--nets", nets(), "--out", out.toString()))
                .isZero();
        assertThat(results(out).getAsJsonArray("parts"))
                .as("nothing to compare with")
                .isEmpty();
        assertThat(out.resolve("face.0.png")).isNotEmptyFile();
        assertThat(run("masks", "synth:2x1", "--landmarks", "guessed")).isEqualTo(2);
        assertThat(err.toString()).contains("found or labelled");
    }

    @Test
    void badInputIsNamed() throws IOException {
        Path missing = folder.resolve("missing.jpg");
        assertThat(run("detect", missing.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("missing.jpg");

        Path picture = twoPictures().resolve("inner/face.0.png");
        assertThat(run("detect", picture.toString(), "--nets", folder.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("mtcnn").contains("--nets");

        assertThat(run("detect", picture.toString(), "--nets", nets(), "--smallest-face", "3"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("smallest face");

        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertThat(run("detect", empty.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("no picture in");
    }

    /** Two hundred of LFW's pairs, forty from each of five folds. */
    private Path somePairs() throws IOException {
        Path lfw = data("lfw");
        List<String> lines = Files.readAllLines(lfw.resolve("pairs.txt"));
        List<String> chosen = new ArrayList<>(List.of("5\t20"));
        for (int i = 1; i < lines.size(); i++) {
            if ((i - 1) % 300 < 20) {
                chosen.add(lines.get(i));
            }
        }
        Files.createSymbolicLink(folder.resolve("images"), lfw.resolve("images").toAbsolutePath());
        return Files.write(folder.resolve("pairs.txt"), chosen);
    }

    private double accuracy(Path pairs, String align) throws IOException {
        String model = nets() + "/faceplugin/fr_feature.onnx";
        Path out = folder.resolve(align);
        assertThat(run(
                        "verify",
                        "--model",
                        model,
                        "--pairs",
                        pairs.toString(),
                        "--align",
                        align,
                        "--smallest-face",
                        "40",
                        "--nets",
                        nets(),
                        "--no-baselines",
                        "--out",
                        out.toString()))
                .isZero();
        JsonObject results = results(out);
        assertThat(results.get("alignment").getAsString()).isEqualTo(align);
        JsonObject network = results.getAsJsonObject("networks").getAsJsonObject(model);
        assertThat(network.get("pictures_per_second").getAsDouble()).isPositive();
        return network.getAsJsonObject("accuracy").get("value").getAsDouble();
    }

    @Test
    void alignmentHelpsAPublishedNetwork() throws IOException {
        Path pairs = somePairs();
        double cropped = accuracy(pairs, "none");
        assertThat(cropped).isGreaterThan(0.93);
        assertThat(accuracy(pairs, "5pt")).isGreaterThan(0.97).isGreaterThanOrEqualTo(cropped);
    }

    @Test
    void trainsOnAlignedFaces() throws IOException {
        Path out = folder.resolve("run");
        assertThat(run(
                        "train",
                        "--data",
                        "synth:3x4",
                        "--out",
                        out.toString(),
                        "--net",
                        "vgg11",
                        "--width",
                        "0.0625",
                        "--input",
                        "64",
                        "--epochs",
                        "1",
                        "--batch",
                        "4",
                        "--align",
                        "5pt",
                        "--nets",
                        nets()))
                .isZero();
        JsonObject results = results(out);
        assertThat(results.get("alignment").getAsString()).isEqualTo("5pt");
        assertThat(results.get("pictures").getAsInt()).isEqualTo(12);
        assertThat(results.get("data").getAsString()).contains("aligned by 5 points to 64 pixels");
    }
}
