package dev.facet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.facet.engine.testing.ResearchData;
import dev.facet.faces.synth.SynthFaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that find faces, on drawn faces; those that need the networks skip without them. */
class FaceCommandsTest {

    @TempDir
    private Path folder;

    private final FacetCalls facet = new FacetCalls();

    private static Path nets() {
        return ResearchData.require("nets");
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
        assertThat(facet.run("detect", twoPictures(), "--nets", nets(), "--out", out))
                .isZero();
        JsonArray pictures = FacetCalls.results(out).getAsJsonArray("pictures");
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
        assertThat(facet.run("masks synth:3x2 --landmarks labelled --count 4 --out", out))
                .isZero();
        JsonObject results = FacetCalls.results(out);
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
        assertThat(facet.run("masks", twoPictures().resolve("inner"), "--nets", nets(), "--out", out))
                .isZero();
        assertThat(FacetCalls.results(out).getAsJsonArray("parts"))
                .as("nothing to compare with")
                .isEmpty();
        assertThat(out.resolve("face.0.png")).isNotEmptyFile();
        assertThat(facet.run("masks synth:2x1 --landmarks guessed")).isEqualTo(2);
        assertThat(facet.errors()).contains("found or labelled");
    }

    @Test
    void badInputIsNamed() throws IOException {
        Path missing = folder.resolve("missing.jpg");
        assertThat(facet.run("detect", missing)).isEqualTo(2);
        assertThat(facet.errors()).contains("missing.jpg");

        Path picture = twoPictures().resolve("inner/face.0.png");
        assertThat(facet.run("detect", picture, "--nets", folder)).isEqualTo(2);
        assertThat(facet.errors()).contains("mtcnn").contains("--nets");

        assertThat(facet.run("detect", picture, "--nets", nets(), "--smallest-face 3"))
                .isEqualTo(2);
        assertThat(facet.errors()).contains("smallest face");

        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertThat(facet.run("detect", empty)).isEqualTo(2);
        assertThat(facet.errors()).contains("no picture in");
    }

    /** Two hundred of LFW's pairs, forty from each of five folds. */
    private Path somePairs() throws IOException {
        Path lfw = ResearchData.require("lfw");
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
        Path model = nets().resolve("faceplugin/fr_feature.onnx");
        Path out = folder.resolve(align);
        assertThat(facet.run(
                        "verify --model",
                        model,
                        "--pairs",
                        pairs,
                        "--align",
                        align,
                        "--smallest-face 40 --nets",
                        nets(),
                        "--no-baselines --out",
                        out))
                .isZero();
        JsonObject results = FacetCalls.results(out);
        assertThat(results.get("alignment").getAsString()).isEqualTo(align);
        JsonObject network = results.getAsJsonObject("networks").getAsJsonObject(model.toString());
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
        assertThat(facet.run(
                        "train --data synth:3x4 --out",
                        out,
                        "--net vgg11 --width 0.0625 --input 64 --epochs 1 --batch 4 --align 5pt --nets",
                        nets()))
                .isZero();
        JsonObject results = FacetCalls.results(out);
        assertThat(results.get("alignment").getAsString()).isEqualTo("5pt");
        assertThat(results.get("pictures").getAsInt()).isEqualTo(12);
        assertThat(results.get("data").getAsString()).contains("aligned by 5 points to 64 pixels");
    }
}
