package dev.facet.interpret.probe;

import java.util.List;

/**
 * The most important neurons or channels of a layer.
 *
 * @param units by importance, each probed by itself
 * @param together probed together
 * @param best the number of the unit that is best by itself on the validation pictures
 * @param alone the scores of that unit
 */
public record UnitScores(List<UnitScore> units, ProbeScores together, int best, ProbeScores alone) {}
