package dev.facet.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Commands about data sets themselves. */
@Command(
        name = "dataset",
        mixinStandardHelpOptions = true,
        description = "Looks into data sets of faces and writes them in other formats (docs/datasets.md).",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DatasetInspectCommand.class, DatasetConvertCommand.class, DatasetFormatsCommand.class})
final class DatasetCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
