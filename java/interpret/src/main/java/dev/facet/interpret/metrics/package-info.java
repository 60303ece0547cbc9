/** The channel metrics of the explanation-contrast loss paper (arXiv 2207.02179), made exact. */
package dev.facet.interpret.metrics;
