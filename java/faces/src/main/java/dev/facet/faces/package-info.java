/**
 * Pictures of faces: reading them, varying them, and serving them in batches from background threads; part masks and
 * landmarks; the interface that every data set has.
 */
package dev.facet.faces;
