package dev.facet.faces;

/**
 * Two pictures and whether they show the same person.
 *
 * @param first index of a picture in {@link FacePairs#images()}
 * @param second index of the other
 * @param same whether both show the same person
 * @param fold the pair's fold, from 0
 */
public record FacePair(int first, int second, boolean same, int fold) {}
