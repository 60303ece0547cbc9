package dev.facet.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns every failure of a command into one readable message and exit code 2; FACET_VERBOSE=errors adds the stack trace. */
final class Failures implements IExecutionExceptionHandler {

    static final int STOPPED = 1;
    static final int FAILED = 2;

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        err.println("facet: " + message(failure));
        if (verbose()) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            err.print(trace);
        }
        err.flush();
        return FAILED;
    }

    static String message(Throwable failure) {
        String text = failure.getMessage();
        if (failure instanceof NoSuchFileException) {
            return "no such file or directory: " + text;
        }
        if (failure instanceof AccessDeniedException) {
            return "no permission to use " + text;
        }
        boolean explained = text != null && !text.isBlank() && !(failure instanceof NullPointerException);
        return explained ? text : "internal error (" + failure + "); please report it with FACET_VERBOSE=errors";
    }

    private static boolean verbose() {
        String flags = System.getenv("FACET_VERBOSE");
        return flags != null && flags.contains("errors");
    }
}
