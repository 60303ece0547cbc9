package dev.facet.cli;

import dev.facet.faces.convert.DatasetWriter;
import dev.facet.faces.convert.DatasetWriters;
import dev.facet.faces.data.DataFormat;
import dev.facet.faces.data.DataFormats;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Lists the formats of data sets. */
@Command(
        name = "formats",
        mixinStandardHelpOptions = true,
        description = "Lists the formats of data sets, what each is recognised by, and which can be written.")
final class DatasetFormatsCommand implements Runnable {

    @Override
    public void run() {
        Set<String> written =
                DatasetWriters.all().stream().map(DatasetWriter::id).collect(Collectors.toSet());
        List<String[]> rows = new ArrayList<>();
        for (DataFormat format : DataFormats.all()) {
            String use = written.contains(format.id()) ? "read, write" : "read";
            rows.add(new String[] {format.id(), use, format.title(), format.sign()});
        }
        Texts.printTable(new String[] {"format", "", "what", "recognised by"}, rows);
    }
}
