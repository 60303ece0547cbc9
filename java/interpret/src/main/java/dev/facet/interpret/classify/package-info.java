/**
 * Small classifiers and regressions over few features, what their predictions are worth, and balanced samples to fit
 * them on: the heads of attribute probes. Everything is computed in double precision.
 */
package dev.facet.interpret.classify;
