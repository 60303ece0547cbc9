package dev.facet.interpret.probe;

import dev.facet.interpret.json.OrNull;

/**
 * Scores of a probe.
 *
 * @param validation on the balanced pictures to choose by
 * @param test on the untouched pictures to report on; null where the probe was only a candidate
 */
public record ProbeScores(SetScores validation, @OrNull SetScores test) {}
