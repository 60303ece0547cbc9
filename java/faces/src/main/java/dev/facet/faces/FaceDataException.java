package dev.facet.faces;

import dev.facet.engine.FacetException;

/**
 * A picture or a data set cannot be used. The message names the file (and line, where there is one), the reason and
 * what to do about it.
 */
public class FaceDataException extends FacetException {

    private static final long serialVersionUID = 1;

    /** @param message file, reason and remedy */
    public FaceDataException(String message) {
        super(message);
    }

    /**
     * @param message file, reason and remedy
     * @param cause what was thrown below
     */
    public FaceDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
