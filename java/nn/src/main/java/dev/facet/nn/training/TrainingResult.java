package dev.facet.nn.training;

/**
 * How a call of {@link Trainer#train} ended.
 *
 * @param steps steps done in the whole training
 * @param epochs full epochs done in the whole training
 * @param completed true if all epochs are done, false if stopped on request
 */
public record TrainingResult(long steps, int epochs, boolean completed) {}
