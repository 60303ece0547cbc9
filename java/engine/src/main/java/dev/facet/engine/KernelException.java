package dev.facet.engine;

/** A step failed while running: the message gives step, op, kernel and shapes. */
public final class KernelException extends FacetException {
    private static final long serialVersionUID = 1;

    public KernelException(String message) {
        super(message);
    }
}
