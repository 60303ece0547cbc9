/** Passes of the planner, the program format and the care of native memory. Private to this module. */
package dev.facet.engine.internal;
