package dev.facet.cli;

import com.google.gson.JsonObject;
import dev.facet.report.ResultsFile;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine.Model.CommandSpec;

/** Writes a command's results.json, with the command line that made it. */
final class Results {

    private Results() {}

    /**
     * Writes one field for each of {@code fields}.
     *
     * @param folder made if missing
     * @param command the running command
     */
    static void write(Path folder, CommandSpec command, JsonObject fields) {
        System.out.println("Results: " + file(command, fields).write(folder));
    }

    /**
     * As {@link #write}, on one line: for results of many thousand numbers.
     *
     * @return what was written
     */
    static JsonObject writeCompact(Path folder, CommandSpec command, JsonObject fields) {
        ResultsFile file = file(command, fields);
        System.out.println("Results: " + file.writeCompact(folder));
        return file.toJson();
    }

    private static ResultsFile file(CommandSpec command, JsonObject fields) {
        ResultsFile file = ResultsFile.of(
                command.qualifiedName().substring(command.root().name().length() + 1),
                command.commandLine().getParseResult().originalArgs(),
                Instant.now());
        fields.entrySet().forEach(field -> file.with(field.getKey(), field.getValue()));
        return file;
    }
}
