package dev.facet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.facet.faces.synth.SynthFaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The probe command as a user calls it, on generated faces and a tiny network. */
class ProbeCommandTest {

    @TempDir
    private Path folder;

    private final FacetCalls facet = new FacetCalls();

    private Path trained() {
        Path out = folder.resolve("net");
        assertThat(facet.run(
                        "train --data synth:24x6 --net vgg11 --width 0.0625 --input 32 --epochs 1 --batch 8 --validation-people 0.5 --out",
                        out))
                .isZero();
        return out.resolve("checkpoint.safetensors");
    }

    private int probe(Path model, Object... more) {
        List<Object> words = new ArrayList<>(List.of(
                "probe",
                model,
                "--data synth:24x6 --test-people 0.5 --minimum 3 --memory 128m --components 3 --units 2 --spread 6 --out",
                folder.resolve("study")));
        words.addAll(List.of(more));
        return facet.run(words.toArray());
    }

    private JsonObject results() throws IOException {
        return FacetCalls.results(folder.resolve("study"));
    }

    @Test
    void probesWithControlsAndGoesOn() throws IOException {
        Path model = trained();
        String more = "--layers relu4_1,fc7 --attributes Eyeglasses,Smiling --control untrained,pixels,shuffled";
        assertThat(probe(model, more)).isZero();
        JsonObject results = results();
        assertThat(results.getAsJsonObject("split").get("how").getAsString()).isEqualTo("people");
        assertThat(results.getAsJsonArray("labels")).hasSize(2);
        JsonArray networks = results.getAsJsonArray("networks");
        assertThat(networks).hasSize(4);
        assertThat(networks.get(0).getAsJsonObject().get("seen").getAsBoolean()).isFalse();
        assertThat(networks.get(0).getAsJsonObject().getAsJsonArray("layers")).hasSize(2);
        assertThat(networks.get(1).getAsJsonObject().get("control").getAsString())
                .isEqualTo("shuffled_labels");
        assertThat(networks.get(3).getAsJsonObject().get("control").getAsString())
                .isEqualTo("raw_pixels");

        assertThat(probe(model, more)).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("--resume");
        String best = networks.get(0).getAsJsonObject().get("best").toString();
        assertThat(probe(model, more, "--resume")).isZero();
        assertThat(results()
                        .getAsJsonArray("networks")
                        .get(0)
                        .getAsJsonObject()
                        .get("best")
                        .toString())
                .isEqualTo(best);
        assertThat(probe(model, more, "--resume --crop 4,4,60,60")).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("another study", "crop [4.0, 4.0, 60.0, 60.0]");
        assertThat(probe(model, more, "--resume --train 20")).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("another study");
    }

    @Test
    void theReportIsMadeAgainFromTheResults() throws IOException {
        assertThat(probe(trained(), "--layers relu4_1,fc7 --attributes Eyeglasses,Smiling"))
                .isZero();
        Path study = folder.resolve("study");
        Path page = study.resolve("report.html");
        String first = Files.readString(page);
        assertThat(first).contains("data:image/jpeg");
        Files.delete(page);
        assertThat(facet.run("report", study)).isZero();
        assertThat(Files.readString(page)).isEqualTo(first);

        Path pictures = study.resolve("pictures.json");
        String shown = Files.readString(pictures);
        Files.writeString(pictures, shown.replace("\"seen\":{\"", "\"seen\":{\"other"));
        assertThat(facet.run("report", study)).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("the network 'other", "another study's; delete it");
        Files.writeString(pictures, shown.replaceAll("\"layer\":\"[a-z0-9_]+\"", "\"layer\":\"relu9_9\""));
        assertThat(facet.run("report", study)).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("'relu9_9', which was not probed", "another study's; delete it");
        Files.delete(pictures);
        assertThat(facet.run("report", study)).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("no pictures.json", "--out");
        Path other = folder.resolve("other.html");
        assertThat(facet.run("report", study, "--out", other)).isZero();
        assertThat(Files.readString(other)).contains("Eyeglasses").doesNotContain("data:image/jpeg");
        assertThat(Files.readString(page)).isEqualTo(first);

        assertThat(facet.run("report", folder.resolve("none"))).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("no results in");
        JsonObject results = results();
        JsonElement seed = results.getAsJsonObject("settings").remove("seed");
        Files.writeString(study.resolve("results.json"), results.toString());
        assertThat(facet.run("report", study, "--out", other)).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("results.json is damaged: settings.seed is missing", "--resume");
        results.getAsJsonObject("settings").add("seed", seed);
        results.remove("networks");
        Files.writeString(study.resolve("results.json"), results.toString());
        assertThat(facet.run("report", study, "--out", other)).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("results.json is damaged: networks is missing");
        results.addProperty("command", "verify");
        Files.writeString(study.resolve("results.json"), results.toString());
        assertThat(facet.run("report", study, "--out", other)).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("those of facet verify");
        results.addProperty("version", 99);
        Files.writeString(study.resolve("results.json"), results.toString());
        assertThat(facet.run("report", study)).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("version 99");
        Files.writeString(study.resolve("results.json"), "{");
        assertThat(facet.run("report", study)).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("not a file of Facet's results");
    }

    @Test
    void asManyPicturesOfOtherPeopleAreNotThoseOfTheTraining() throws IOException {
        assertThat(probe(trained(), "--layers fc7 --attributes Eyeglasses --test-seed 77"))
                .isZero();
        assertThat(results()
                        .getAsJsonArray("networks")
                        .get(0)
                        .getAsJsonObject()
                        .get("seen")
                        .getAsBoolean())
                .isTrue();
    }

    @Test
    void probesLabelsOfATableAndZeroesNeurons() throws IOException {
        StringBuilder table = new StringBuilder("file,number\n");
        for (int person = 0; person < 24; person++) {
            for (int i = 0; i < 6; i++) {
                table.append("%s/%04d,%d%n".formatted(name(person), i, i * i));
            }
        }
        Path file = Files.writeString(folder.resolve("labels.csv"), table.toString());
        assertThat(probe(
                        trained(),
                        "--labels",
                        file,
                        "--layers relu4_1,relu5_1,fc7 --ablate relu4_1 --ablate-shares 0.1"))
                .isZero();
        JsonObject network = results().getAsJsonArray("networks").get(0).getAsJsonObject();
        assertThat(results()
                        .getAsJsonArray("labels")
                        .get(0)
                        .getAsJsonObject()
                        .get("kind")
                        .getAsString())
                .isEqualTo("value");
        assertThat(network.getAsJsonArray("ablations")).hasSize(1);
        assertThat(network.getAsJsonArray("ablations").get(0).getAsJsonObject().getAsJsonArray("controls"))
                .hasSize(6);
        assertThat(Files.readString(folder.resolve("study/report.html"))).contains("others as active");
        assertThat(network.toString()).contains("r_squared");
    }

    private static String name(int person) {
        return new SynthFaces(24, 6, 32, 1).identities().get(person);
    }

    @Test
    void namesBadInput() {
        Path model = trained();
        assertThat(probe(model, "--attributes Halo")).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("Halo").contains("Eyeglasses");
        assertThat(probe(model, "--layers relu9_9")).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("relu9_9");
        assertThat(probe(model, "--layers relu4_1,layer4.*")).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("no network has a layer 'layer4.*'", "relu4_1");
        assertThat(probe(model, "--layers relu4_1 --ablate relu8_8")).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("no network has a layer 'relu8_8'");
        assertThat(probe(model, "--layers relu4_1 --ablate relu4_1 --ablate-labels Halo"))
                .isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("neurons of Halo");
        assertThat(folder.resolve("study/layers")).as("nothing was computed").doesNotExist();
        assertThat(probe(model, "--head tree")).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("qda, lda or logistic");
        assertThat(probe(model, "--scaling loud")).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("--scaling takes auto or centre, got 'loud'");
        assertThat(probe(model, "--disk much")).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("--disk takes bytes such as 4g");
        assertThat(probe(model, "--disk 99999999999g")).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("99999999999g is more than any machine has");
        assertThat(probe(model, "--baseline", model)).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("was not trained on attributes");
        assertThat(probe(model, "--labels", folder.resolve("none.csv"))).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("none.csv");
    }
}
