package dev.facet.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Runs a program in a JVM of its own. */
final class Jvm {
    private Jvm() {}

    /** What the program prints, errors included. */
    static String run(Class<?> program, List<String> options, String classPath)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, program.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = process.inputReader().lines().collect(Collectors.joining("\n"));
        process.waitFor();
        return output;
    }
}
