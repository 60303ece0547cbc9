package dev.facet.engine;

/** No kernel of the device takes a step, or an op has no gradient; the message says which and why. */
public final class UnsupportedOpException extends FacetException {
    private static final long serialVersionUID = 1;

    public UnsupportedOpException(String message) {
        super(message);
    }
}
