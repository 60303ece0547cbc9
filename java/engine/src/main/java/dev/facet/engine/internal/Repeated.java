package dev.facet.engine.internal;

import java.util.List;

/**
 * A schedule in which some steps of the forward pass are executed a second time.
 *
 * @param steps all of them
 * @param repetitions how many of them are second times
 * @param work what these cost as a share of the forward pass
 */
public record Repeated(List<Step> steps, int repetitions, double work) {
    /** The schedule without repetitions. */
    static Repeated none(List<Step> steps) {
        return new Repeated(steps, 0, 0);
    }
}
