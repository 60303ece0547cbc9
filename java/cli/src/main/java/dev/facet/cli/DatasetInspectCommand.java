package dev.facet.cli;

import dev.facet.faces.data.DataFormats;
import dev.facet.faces.data.FaceSource;
import dev.facet.faces.data.Problems;
import dev.facet.faces.inspect.ContactSheet;
import dev.facet.faces.inspect.Inspection;
import dev.facet.faces.inspect.Inspector;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a data set holds. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What is in a data set? Its format, how many pictures, people and attributes, sizes, landmarks, pairs, and what "
                    + "is missing or wrong.",
            "Writes results.json and contact-sheet.png to --out."
        })
final class DatasetInspectCommand implements Callable<Integer> {

    private static final int COLUMNS = 10;
    private static final int ROWS = 6;
    private static final int TILE = 128;

    @Parameters(paramLabel = "PATH", description = "The data set: PATH, or FORMAT:PATH where it is not recognised.")
    private String path;

    @Option(
            names = "--decode",
            paramLabel = "N",
            defaultValue = "500",
            description = "Pictures to decode, evenly spread (default: ${DEFAULT-VALUE}; 0 for none).")
    private int pictures;

    @Option(
            names = "--sheet",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Draw contact-sheet.png with landmarks and part masks (default: ${DEFAULT-VALUE}).")
    private boolean sheet;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for results.json and contact-sheet.png.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (pictures < 0) {
            throw new IllegalArgumentException("--decode must not be negative, got " + pictures);
        }
        Problems problems = new Problems();
        FaceSource source = DataFormats.open(path, problems);
        Inspection found;
        try (Progress progress =
                Progress.start("inspect", Math.min(pictures, source.faces().size()))) {
            found = Inspector.inspect(source, problems, pictures, done -> progress.to(done, ""));
        }
        InspectionText.print(found, System.out);
        if (out != null) {
            Results.write(out, spec, InspectionText.json(found));
            if (sheet) {
                Path file = new PictureFolder(out)
                        .write("contact-sheet", ContactSheet.draw(source.faces(), COLUMNS, ROWS, TILE));
                System.out.println("Contact sheet: " + file);
            }
        }
        return 0;
    }
}
