package dev.facet.cli;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** The command line as a user calls it, and what it says. */
final class FacetCalls {

    private StringWriter errors = new StringWriter();
    private String printed = "";

    /**
     * Calls {@code facet}.
     *
     * @param words the arguments: a text may hold several, with spaces between them; anything else, such as a path, is one
     * @return the exit status
     */
    int run(Object... words) {
        List<String> args = new ArrayList<>();
        for (Object word : words) {
            args.addAll(word instanceof String text ? Arrays.asList(text.split(" ")) : List.of(word.toString()));
        }
        CommandLine line = Main.commandLine();
        errors = new StringWriter();
        line.setErr(new PrintWriter(errors, true));
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            return line.execute(args.toArray(String[]::new));
        } finally {
            System.setOut(before);
            printed = out.toString(StandardCharsets.UTF_8);
        }
    }

    /** The error messages of the last call. */
    String errors() {
        return errors.toString();
    }

    /** What the last call wrote to the standard output. */
    String printed() {
        return printed;
    }

    /** What a command left in its folder. */
    static JsonObject results(Path folder) throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve("results.json")))
                .getAsJsonObject();
    }
}
