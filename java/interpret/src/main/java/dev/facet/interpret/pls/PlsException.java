package dev.facet.interpret.pls;

/** Features or targets that partial least squares cannot use; the message names what and where. */
public final class PlsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PlsException(String message) {
        super(message);
    }
}
