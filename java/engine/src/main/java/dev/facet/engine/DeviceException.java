package dev.facet.engine;

/** A device that does not exist here, or a native library that cannot be used; the message says what is missing. */
public final class DeviceException extends FacetException {
    private static final long serialVersionUID = 1;

    public DeviceException(String message) {
        super(message);
    }

    public DeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
