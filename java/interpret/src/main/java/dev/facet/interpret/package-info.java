/**
 * What a face network's channels have learned, measured and shown.
 *
 * <p>The sub-packages go from plain to composed: {@code maps} (feature maps, their strongest regions, random
 * stand-ins), {@code stats} (intervals, bootstrap, running statistics), {@code metrics} (part explainability, location
 * consistency, peaks), {@code verification} (same person or not), {@code overlay} (what the pictures show) and
 * {@code evaluation} (all of it for a trained network over a set of faces). All but the last are pure functions over
 * {@code float[]} maps. The probing study is {@code probe}, on {@code pls} (partial least squares) and {@code classify};
 * {@code json} writes records and reads them.
 */
package dev.facet.interpret;
