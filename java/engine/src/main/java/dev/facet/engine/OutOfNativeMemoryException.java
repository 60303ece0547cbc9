package dev.facet.engine;

/** Native memory is exhausted: the message gives the bytes asked for and the bytes live. */
public final class OutOfNativeMemoryException extends FacetException {
    private static final long serialVersionUID = 1;

    public OutOfNativeMemoryException(String message) {
        super(message);
    }
}
