package dev.facet.nn.training;

import dev.facet.nn.TrainedNetwork;

/** Judges a network by one number, larger for better, e.g. the verification accuracy on people that training never sees. */
@FunctionalInterface
public interface ValidationMeasure {
    /**
     * The number. One that is not finite ends the training after its state was saved.
     *
     * @param network in inference mode; not to be closed
     */
    double measure(TrainedNetwork network);
}
