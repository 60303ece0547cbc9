package dev.facet.cli;

import dev.facet.faces.FaceSubsets;
import dev.facet.faces.Partition;
import dev.facet.faces.convert.DatasetWriter;
import dev.facet.faces.convert.DatasetWriters;
import dev.facet.faces.convert.PictureStore;
import dev.facet.faces.convert.Pictures;
import dev.facet.faces.data.DataFormats;
import dev.facet.faces.data.FaceSource;
import dev.facet.faces.data.Problems;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a data set in another format. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a data set in another format. Pictures that need no change keep their bytes.",
            "'facet dataset formats' says what can be read and written."
        })
final class DatasetConvertCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PATH", description = "The data set: PATH, or FORMAT:PATH where it is not recognised.")
    private String path;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "FORMAT",
            description = "What to write: folder, recordio, bin (pairs only) or celeba.")
    private String to;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "PATH",
            description = "A new or empty folder; for bin a new file.")
    private Path out;

    @Option(
            names = "--size",
            paramLabel = "N",
            description = "Cut the middle square out of every picture and resize it to N pixels.")
    private Integer size;

    @Option(
            names = "--partition",
            paramLabel = "PART",
            description = "Only the pictures that the makers put into PART: training, validation or test.")
    private Partition partition;

    @Option(
            names = "--skip-missing",
            description = "Leave out what is missing or cannot be read, and say how much, instead of stopping.")
    private boolean skipMissing;

    @Override
    public Integer call() {
        DatasetWriter writer = DatasetWriters.byId(to);
        PictureStore store = size == null ? PictureStore.unchanged() : PictureStore.squares(size);
        Problems problems = new Problems();
        FaceSource source = DataFormats.open(path, problems);
        if (!skipMissing) {
            problems.orThrow(source.path());
        }
        if (partition != null) {
            source = new FaceSource(
                    source.format(),
                    source.path(),
                    FaceSubsets.ofPartition(source.faces(), partition),
                    Optional.empty());
        }
        int pictures = source.pairs()
                .filter(pairs -> to.equals("bin"))
                .map(pairs -> 2 * pairs.pairs().size())
                .orElse(source.faces().size());
        try (Progress progress = Progress.start("convert", pictures)) {
            writer.write(
                    source,
                    out,
                    skipMissing
                            ? Pictures.readable(store, problems, done -> progress.to(done, ""))
                            : Pictures.all(store, done -> progress.to(done, "")));
        }
        System.out.printf("%s: %s%n", writer.title(), out);
        if (!problems.counts().isEmpty()) {
            InspectionText.print(problems, System.out);
        }
        return 0;
    }
}
