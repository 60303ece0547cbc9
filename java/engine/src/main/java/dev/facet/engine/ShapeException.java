package dev.facet.engine;

/** Shapes or types that do not fit: the message names the op, its arguments and their shapes. */
public final class ShapeException extends FacetException {
    private static final long serialVersionUID = 1;

    public ShapeException(String message) {
        super(message);
    }
}
