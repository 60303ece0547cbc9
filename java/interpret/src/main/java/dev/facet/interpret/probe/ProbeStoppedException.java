package dev.facet.interpret.probe;

/** A study was asked to stop; the layers that are done are saved. */
public final class ProbeStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProbeStoppedException() {
        super("stopped; the layers that are done are saved");
    }
}
