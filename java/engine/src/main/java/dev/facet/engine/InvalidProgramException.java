package dev.facet.engine;

/** The native side refused a planned program: the message names the step and the buffer. */
public final class InvalidProgramException extends FacetException {
    private static final long serialVersionUID = 1;

    public InvalidProgramException(String message) {
        super(message);
    }
}
