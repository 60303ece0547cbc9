package dev.facet.benchmarks.compare;

/** A process did not measure what it should; it has said why on standard error. */
final class MeasurementException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MeasurementException(String message) {
        super(message);
    }
}
