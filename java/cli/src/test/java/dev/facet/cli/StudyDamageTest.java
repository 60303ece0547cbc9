package dev.facet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code facet report} on studies whose files somebody has damaged: it makes a page or tells the place. */
@Timeout(600)
class StudyDamageTest {
    private static final List<JsonElement> WRONG = List.of(
            JsonNull.INSTANCE,
            new JsonPrimitive("1"),
            new JsonPrimitive("\u0000/"),
            new JsonPrimitive(true),
            new JsonPrimitive(-1),
            new JsonPrimitive(0.5),
            new JsonPrimitive(1e300),
            new JsonArray(),
            new JsonObject());

    @TempDir
    private static Path folder;

    private static String results;
    private static String pictures;

    private final FacetCalls facet = new FacetCalls();
    private final Path study = folder.resolve("study");

    @BeforeAll
    static void probe() throws IOException {
        FacetCalls facet = new FacetCalls();
        Path net = folder.resolve("net");
        assertThat(facet.run(
                        "train --data synth:24x6 --net vgg11 --width 0.0625 --input 32 --epochs 1 --batch 8 --validation-people 0.5 --out",
                        net))
                .isZero();
        Path study = folder.resolve("study");
        assertThat(facet.run(
                        "probe",
                        net.resolve("checkpoint.safetensors"),
                        "--data synth:24x6 --test-people 0.5 --minimum 3 --memory 128m --components 3 --units 2 --spread 6"
                                + " --attributes Eyeglasses,Smiling --layers relu4_1,relu5_1,fc7 --control pixels,shuffled"
                                + " --ablate relu4_1 --ablate-shares 0.1 --out",
                        study))
                .isZero();
        results = Files.readString(study.resolve("results.json"));
        pictures = Files.readString(study.resolve("pictures.json"));
    }

    @BeforeEach
    void repair() throws IOException {
        Files.writeString(study.resolve("results.json"), results);
        Files.writeString(study.resolve("pictures.json"), pictures);
    }

    @Test
    void tellsThePlaceInTheResults() throws IOException {
        JsonObject results = FacetCalls.results(study);
        refuses(
                results,
                "networks[0] is 7, not an object",
                all -> array(all, "networks").set(0, new JsonPrimitive(7)));
        refuses(
                results,
                "networks[0].layers[1].labels[0].components is \"3\", not a number",
                all -> label(all).addProperty("components", "3"));
        refuses(
                results,
                "networks[0].layers[1].labels[0].vip is missing",
                all -> label(all).remove("vip"));
        refuses(
                results,
                "labels[0].kind is \"odd\", not one of [binary, classes, value]",
                all -> array(all, "labels").get(0).getAsJsonObject().addProperty("kind", "odd"));
        refuses(results, "which is none of the labels", all -> label(all).addProperty("label", "Halo"));
        refuses(results, "which is none of the labels", all -> best(all).addProperty("label", "Halo"));
        refuses(
                results,
                "is in fc9, which is no layer that was probed",
                all -> best(all).getAsJsonObject("neuron").addProperty("layer", "fc9"));
        refuses(
                results,
                "is number null of the ",
                all -> best(all).getAsJsonObject("neuron").remove("unit"));
        refuses(
                results,
                "is number -1 of the ",
                all -> best(all).getAsJsonObject("channel").addProperty("unit", -1));
        refuses(results, "created is 'today', not a time", all -> all.addProperty("created", "today"));
        refuses(results, "interval [0.9, 0.1]", all -> {
            JsonObject interval = label(all)
                    .getAsJsonObject("layer")
                    .getAsJsonObject("test")
                    .getAsJsonObject("metrics")
                    .getAsJsonObject("accuracy")
                    .getAsJsonObject("interval");
            interval.addProperty("low", 0.9);
            interval.addProperty("high", 0.1);
        });
    }

    @Test
    void tellsTheFileThatIsCutOffOrHasNothingToShow() throws IOException {
        Path file = study.resolve("results.json");
        Files.writeString(file, results.substring(0, results.length() / 2));
        assertThat(facet.run("report", study)).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains(file.toString(), "line 1", "written again");
        JsonObject empty = JsonParser.parseString(results).getAsJsonObject();
        empty.add("networks", new JsonArray());
        Files.writeString(file, empty.toString());
        Files.delete(study.resolve("pictures.json"));
        assertThat(facet.run("report", study, "--out", folder.resolve("page.html")))
                .isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains(file.toString(), "no network has a layer that was probed");
    }

    @Test
    void makesAPageOfLayersThatWereNotTested() throws IOException {
        JsonObject untested = JsonParser.parseString(results).getAsJsonObject();
        for (JsonElement layer : array(array(untested, "networks").get(0).getAsJsonObject(), "layers")) {
            for (JsonElement label : array(layer.getAsJsonObject(), "labels")) {
                label.getAsJsonObject().getAsJsonObject("layer").remove("test");
            }
        }
        Files.writeString(study.resolve("results.json"), untested.toString());
        assertThat(facet.run("report", study)).as(facet.errors()).isZero();
    }

    private interface Damage {
        void to(JsonObject results);
    }

    private void refuses(JsonObject results, String message, Damage damage) throws IOException {
        JsonObject damaged = results.deepCopy();
        damage.to(damaged);
        Files.writeString(study.resolve("results.json"), damaged.toString());
        assertThat(facet.run("report", study)).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("results.json is damaged: ", message, "--resume");
    }

    private static JsonArray array(JsonObject of, String name) {
        return of.getAsJsonArray(name);
    }

    private static JsonObject best(JsonObject results) {
        JsonObject network = array(results, "networks").get(0).getAsJsonObject();
        return array(network, "best").get(0).getAsJsonObject();
    }

    private static JsonObject label(JsonObject results) {
        JsonObject network = array(results, "networks").get(0).getAsJsonObject();
        JsonObject layer = array(network, "layers").get(1).getAsJsonObject();
        return array(layer, "labels").get(0).getAsJsonObject();
    }

    @Test
    void makesAPageOrRefusesWhateverIsWrong() throws IOException {
        damage(study.resolve("results.json"), 150);
    }

    @Test
    void makesAPageOrRefusesWhateverIsWrongWithThePictures() throws IOException {
        damage(study.resolve("pictures.json"), 50);
    }

    private void damage(Path file, int damages) throws IOException {
        JsonElement good = JsonParser.parseString(Files.readString(file));
        SplittableRandom random = new SplittableRandom(20_26);
        int made = 0;
        for (int i = 0; i < damages; i++) {
            JsonElement damaged = good.deepCopy();
            String what = damage(damaged, random);
            Files.writeString(file, damaged.toString());
            int status = facet.run("report", study);
            made += status == 0 ? 1 : 0;
            assertThat(status).as(what).isIn(0, Failures.FAILED);
            if (status != 0) {
                assertThat(facet.errors())
                        .as(what)
                        .containsAnyOf(".json", study.toString())
                        .doesNotContain("internal error");
            }
        }
        assertThat(made).as("damages that a page can live with").isBetween(1, damages - 1);
    }

    /** Removes a value, or puts a wrong one or a copy of another in its place; every level of the tree is as likely. */
    private static String damage(JsonElement json, SplittableRandom random) {
        List<String> path = new ArrayList<>();
        JsonElement at = json;
        while (true) {
            List<JsonElement> inner = new ArrayList<>();
            List<String> names = new ArrayList<>();
            if (at instanceof JsonObject object) {
                object.entrySet().forEach(entry -> {
                    names.add(entry.getKey());
                    inner.add(entry.getValue());
                });
            } else {
                JsonArray array = at.getAsJsonArray();
                for (int i = 0; i < array.size(); i++) {
                    names.add(String.valueOf(i));
                    inner.add(array.get(i));
                }
            }
            int chosen = random.nextInt(inner.size());
            path.add(names.get(chosen));
            JsonElement child = inner.get(chosen);
            boolean deeper = child instanceof JsonObject object && object.size() > 0
                    || child instanceof JsonArray array && array.size() > 0;
            if (deeper && random.nextInt(6) > 0) {
                at = child;
                continue;
            }
            JsonElement by = random.nextInt(4) == 0
                    ? inner.get(random.nextInt(inner.size())).deepCopy()
                    : WRONG.get(random.nextInt(WRONG.size())).deepCopy();
            boolean gone = random.nextInt(3) == 0;
            if (at instanceof JsonObject object) {
                object.remove(names.get(chosen));
                if (!gone) {
                    object.add(names.get(chosen), by);
                }
            } else if (gone) {
                at.getAsJsonArray().remove(chosen);
            } else {
                at.getAsJsonArray().set(chosen, by);
            }
            return String.join(".", path) + (gone ? " removed" : " = " + by);
        }
    }
}
