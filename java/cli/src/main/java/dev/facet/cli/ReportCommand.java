package dev.facet.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.facet.report.ResultsFile;
import dev.facet.report.StudyPictures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a page again from results. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes the page of a probing study again from its results.json, without the networks and the faces: after an update of "
                    + "Facet, or where the page was lost. Nothing is computed.",
            "Pictures come from pictures.json beside it. The pages of facet demo need its networks: run it again."
        })
final class ReportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "The --out of facet probe.")
    private Path folder;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The page (default: report.html in DIR, which is replaced).")
    private Path out;

    @Override
    public Integer call() {
        JsonObject results = ResultsFile.read(folder);
        String command = results.get("command").getAsString();
        if (!command.equals("probe")) {
            throw new IllegalArgumentException("the results in " + folder + " are those of facet " + command
                    + ", whose page cannot be made from them; facet report makes those of facet probe");
        }
        Path page = out == null ? folder.resolve(ProbePage.FILE_NAME) : out;
        Optional<StudyPictures> pictures = StudyPictures.read(folder);
        if (out == null && pictures.isEmpty() && Files.exists(page)) {
            throw new IllegalArgumentException(folder + " has no " + StudyPictures.FILE_NAME
                    + ", so that a new page would have no faces; " + page
                    + " is left as it is. Give the new one another name with --out");
        }
        Path file = folder.resolve(ResultsFile.FILE_NAME);
        try {
            StudyPage.of(results, pictures.orElseGet(StudyPictures::new)).write(page);
        } catch (JsonParseException e) {
            throw new IllegalArgumentException(
                    file + " is damaged: " + e.getMessage()
                            + ". Call facet probe with the arguments of the study and --resume: it writes the file again",
                    e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no page can be made of " + file + ": " + e.getMessage(), e);
        }
        System.out.println("Report: " + page);
        return 0;
    }
}
