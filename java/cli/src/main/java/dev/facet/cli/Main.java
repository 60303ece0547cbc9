package dev.facet.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command line of Facet. Exit codes: 0 done, 1 stopped by the user, 2 bad input or a failure that the message explains. */
@Command(
        name = "facet",
        description = "Explains face-recognition networks: what each channel, layer and neuron has learned.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            DemoCommand.class,
            TrainCommand.class,
            VerifyCommand.class,
            EvaluateCommand.class,
            DetectCommand.class,
            MasksCommand.class,
            ProbeCommand.class,
            ReportCommand.class,
            DatasetCommand.class,
            InfoCommand.class,
            HelpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Start with:  facet demo",
            "Environment: FACET_THREADS, FACET_ISA, FACET_DATA, FACET_VERBOSE=dispatch (docs/environment.md)"
        })
public final class Main implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        int status;
        try {
            status = commandLine().execute(args);
        } catch (OutOfMemoryError e) {
            System.err.println("facet: out of Java memory; ask for less (--batch, --count), or give the JVM more:"
                    + " FACET_JAVA_OPTS=-Xmx8g");
            status = Failures.FAILED;
        }
        System.exit(status);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(new Failures());
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
