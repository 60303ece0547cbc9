package dev.facet.interpret.stats;

import com.google.gson.JsonObject;

/**
 * A statistic of a stream that is read once: add values, merge with what another thread or another run has seen, save.
 *
 * @param <S> the class itself
 */
public interface RunningStatistic<S extends RunningStatistic<S>> {
    /** Takes one value in. */
    void add(double value);

    /** Takes in all that {@code other} has seen; {@code other} stays as it is. */
    void merge(S other);

    /** The state, from which the class's {@code fromJson} makes an equal statistic. */
    JsonObject toJson();
}
