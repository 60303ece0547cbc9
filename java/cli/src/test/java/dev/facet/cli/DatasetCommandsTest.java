package dev.facet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about data sets, on generated faces in LFW's format. */
class DatasetCommandsTest {

    @TempDir
    private Path folder;

    private final FacetCalls facet = new FacetCalls();

    @Test
    void inspectSaysWhatThereIsAndWhatIsMissing() throws IOException {
        Path lfw = LfwFixture.write(folder.resolve("lfw"));
        Files.delete(lfw.resolve("images/Person_A/Person_A_0003.jpg"));
        Path out = folder.resolve("inspected");
        assertThat(facet.run("dataset inspect", lfw, "--out", out)).isZero();
        assertThat(facet.printed())
                .contains("lfw: Labeled Faces in the Wild", "7 in 2 folds, 3 of one person", "64x64")
                .contains("1 pictures are listed but not there", "Person_A_0003.jpg", "1 pairs are left out");
        JsonObject json = FacetCalls.results(out);
        assertThat(json.get("command").getAsString()).isEqualTo("dataset inspect");
        assertThat(json.get("format").getAsString()).isEqualTo("lfw");
        assertThat(json.getAsJsonObject("problems")
                        .getAsJsonObject("missing_picture")
                        .get("count")
                        .getAsInt())
                .isEqualTo(1);
        assertThat(json.getAsJsonObject("decoded").get("readable").getAsInt())
                .isEqualTo(json.get("pictures").getAsInt());
        assertThat(out.resolve("contact-sheet.png")).isNotEmptyFile();
        Path quick = folder.resolve("quick");
        assertThat(facet.run("dataset inspect", lfw, "--decode 0 --out", quick)).isZero();
        assertThat(FacetCalls.results(quick)
                        .getAsJsonObject("decoded")
                        .get("looked_at")
                        .getAsInt())
                .isZero();
        assertThat(facet.run("dataset inspect", lfw, "--decode -1")).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("--decode must not be negative, got -1");
    }

    @Test
    void convertStopsAtWhatIsMissingUnlessToldTo() throws IOException {
        Path lfw = LfwFixture.write(folder.resolve("lfw"));
        Files.delete(lfw.resolve("images/Person_A/Person_A_0003.jpg"));
        Path pack = folder.resolve("pack/lfw.bin");
        Object[] convert = {"dataset convert", lfw, "--to bin --out", pack};
        assertThat(facet.run(convert)).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("Person_A_0003.jpg", "--skip-missing");
        assertThat(facet.run("dataset convert", lfw, "--to bin --out", pack, "--size 32 --skip-missing"))
                .isZero();
        assertThat(facet.printed()).contains("1 pictures are listed but not there");
        assertThat(facet.run("dataset inspect", pack)).isZero();
        assertThat(facet.printed()).contains("bin: InsightFace verification pack", "7 in 7 folds", "32x32");
    }

    @Test
    void everyFormatIsListedAndAFormatCanBeSaid() throws IOException {
        assertThat(facet.run("dataset formats")).isZero();
        assertThat(facet.printed()).contains("recordio", "celebamask-hq", "read, write");
        Path lfw = LfwFixture.write(folder.resolve("lfw"));
        Path records = folder.resolve("records");
        assertThat(facet.run("dataset convert", "folder:" + lfw.resolve("images"), "--to recordio --out", records))
                .isZero();
        assertThat(records.resolve("property")).hasContent("4,64,64");
        assertThat(facet.run("dataset inspect", records)).isZero();
        assertThat(facet.printed()).contains("12").contains("4, with 3 to 3 pictures each");
        assertThat(facet.run("dataset inspect", folder.resolve("nothing"))).isEqualTo(Failures.FAILED);
        assertThat(facet.errors()).contains("nothing");
    }

    @Test
    void trainingTakesEveryFormatAndKeepsDecodedPictures() throws IOException {
        Path lfw = LfwFixture.write(folder.resolve("lfw"));
        Path records = folder.resolve("records");
        assertThat(facet.run("dataset convert", lfw.resolve("images"), "--to recordio --out", records))
                .isZero();
        Path out = folder.resolve("run");
        Object[] train = {
            "train --data",
            records,
            "--net vgg11 --width 0.0625 --input 32 --epochs 1 --batch 4 --random-crop 36 --grey 0.2 --uniform-people",
            "--cache",
            folder.resolve("cache"),
            "--out",
            out
        };
        assertThat(facet.run(train)).isZero();
        assertThat(folder.resolve("cache/training.pack")).isNotEmptyFile();
        assertThat(FacetCalls.results(out).get("completed").getAsBoolean()).isTrue();
    }
}
