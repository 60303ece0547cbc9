package dev.facet.engine.nativelib;

/** A native call that did not return FACET_OK, with its status and message. */
public final class NativeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final NativeStatus status;

    NativeException(NativeStatus status, String message) {
        super(message);
        this.status = status;
    }

    public NativeStatus status() {
        return status;
    }
}
