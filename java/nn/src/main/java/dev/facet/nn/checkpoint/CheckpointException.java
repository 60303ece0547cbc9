package dev.facet.nn.checkpoint;

import java.nio.file.Path;

/** A checkpoint or safetensors file cannot be read or written; the message names the file, the reason and the remedy. */
public final class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    public CheckpointException(Path file, String reason) {
        this(file, reason, null);
    }

    public CheckpointException(Path file, String reason, Throwable cause) {
        super(file + ": " + reason, cause);
        this.file = file;
    }

    /** The file in question. */
    public Path file() {
        return file;
    }
}
