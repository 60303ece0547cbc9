/** All metrics of a trained network over a set of faces or pairs, and the comparison of two networks. */
package dev.facet.interpret.evaluation;
