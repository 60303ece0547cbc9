package dev.facet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands about data sets, on generated faces in LFW's format. */
class DatasetCommandsTest {

    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();
    private String printed = "";

    private int run(String... args) {
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(err, true));
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            return line.execute(args);
        } finally {
            System.setOut(before);
            printed = out.toString(StandardCharsets.UTF_8);
        }
    }

    private static JsonObject results(Path out) throws IOException {
        return JsonParser.parseString(Files.readString(out.resolve("results.json")))
                .getAsJsonObject();
    }

    @Test
    void inspectSaysWhatThereIsAndWhatIsMissing() throws IOException {
        Path lfw = LfwFixture.write(folder.resolve("lfw"));
        Files.delete(lfw.resolve("images/Person_A/Person_A_0003.jpg"));
        Path out = folder.resolve("inspected");
        assertThat(run("dataset", "inspect", lfw.toString(), "--out", out.toString()))
                .isZero();
        assertThat(printed)
                .contains("lfw: Labeled Faces in the Wild", "7 in 2 folds, 3 of one person", "64x64")
                .contains("1 pictures are listed but not there", "Person_A_0003.jpg", "1 pairs are left out");
        JsonObject json = results(out);
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
    }

    @Test
    void convertStopsAtWhatIsMissingUnlessToldTo() throws IOException {
        Path lfw = LfwFixture.write(folder.resolve("lfw"));
        Files.delete(lfw.resolve("images/Person_A/Person_A_0003.jpg"));
        Path pack = folder.resolve("pack/lfw.bin");
        String[] convert = {"dataset", "convert", lfw.toString(), "--to", "bin", "--out", pack.toString()};
        assertThat(run(convert)).isEqualTo(Failures.FAILED);
        assertThat(err.toString()).contains("Person_A_0003.jpg", "--skip-missing");
        assertThat(run(
                        "dataset",
                        "convert",
                        lfw.toString(),
                        "--to",
                        "bin",
                        "--out",
                        pack.toString(),
                        "--size",
                        "32",
                        "--skip-missing"))
                .isZero();
        assertThat(printed).contains("1 pictures are listed but not there");
        assertThat(run("dataset", "inspect", pack.toString())).isZero();
        assertThat(printed).contains("bin: InsightFace verification pack", "7 in 7 folds", "32x32");
    }

    @Test
    void everyFormatIsListedAndAFormatCanBeSaid() throws IOException {
        assertThat(run("dataset", "formats")).isZero();
        assertThat(printed).contains("recordio", "celebamask-hq", "read, write");
        Path lfw = LfwFixture.write(folder.resolve("lfw"));
        Path records = folder.resolve("records");
        assertThat(run(
                        "dataset",
                        "convert",
                        "folder:" + lfw.resolve("images"),
                        "--to",
                        "recordio",
                        "--out",
                        records.toString()))
                .isZero();
        assertThat(records.resolve("property")).hasContent("4,64,64");
        assertThat(run("dataset", "inspect", records.toString())).isZero();
        assertThat(printed).contains("12").contains("4, with 3 to 3 pictures each");
        assertThat(run("dataset", "inspect", folder.resolve("nothing").toString()))
                .isEqualTo(Failures.FAILED);
        assertThat(err.toString()).contains("nothing");
    }

    @Test
    void trainingTakesEveryFormatAndKeepsDecodedPictures() throws IOException {
        Path lfw = LfwFixture.write(folder.resolve("lfw"));
        Path records = folder.resolve("records");
        assertThat(run(
                        "dataset",
                        "convert",
                        lfw.resolve("images").toString(),
                        "--to",
                        "recordio",
                        "--out",
                        records.toString()))
                .isZero();
        Path out = folder.resolve("run");
        String[] train = {
            "train",
            "--data",
            records.toString(),
            "--out",
            out.toString(),
            "--net",
            "vgg11",
            "--width",
            "0.0625",
            "--input",
            "32",
            "--epochs",
            "1",
            "--batch",
            "4",
            "--random-crop",
            "36",
            "--grey",
            "0.2",
            "--uniform-people",
            "--cache",
            folder.resolve("cache").toString()
        };
        assertThat(run(train)).isZero();
        assertThat(folder.resolve("cache/training.pack")).isNotEmptyFile();
        assertThat(results(out).get("completed").getAsBoolean()).isTrue();
    }
}
