package dev.facet.interpret.evaluation;

/** Hears how far a long evaluation is. Called on the evaluating thread; an exception thrown here ends the evaluation. */
@FunctionalInterface
public interface Progress {
    /** Hears nothing. */
    Progress NONE = (stage, done, total) -> {};

    /**
     * Some work is done.
     *
     * @param stage what is going on, in a few words
     * @param done units done of this stage
     * @param total units of this stage
     */
    void at(String stage, int done, int total);
}
