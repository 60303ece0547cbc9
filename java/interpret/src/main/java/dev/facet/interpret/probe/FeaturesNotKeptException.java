package dev.facet.interpret.probe;

/** Features of a layer could not be kept in a file: the disk is full, say, or they are beyond the range of 16-bit floats. */
final class FeaturesNotKeptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FeaturesNotKeptException(ProbedLayer layer, RuntimeException cause) {
        super("features of " + layer.name() + " could not be kept in a file: " + cause.getMessage(), cause);
    }
}
