/** Uncertainty: bootstrap and Student intervals, paired differences, and mergeable running statistics. */
package dev.facet.interpret.stats;
