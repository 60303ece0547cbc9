package dev.facet.engine;

/** Base of what the engine throws for errors that are not plain misuse of the Java API. */
public class FacetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public FacetException(String message) {
        super(message);
    }

    public FacetException(String message, Throwable cause) {
        super(message, cause);
    }
}
