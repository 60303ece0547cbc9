package dev.facet.engine.nativelib;

/** The native library cannot be found or used here; the message says what was searched and what to do. */
public final class NativeLibraryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NativeLibraryException(String message, Throwable cause) {
        super(message, cause);
    }
}
