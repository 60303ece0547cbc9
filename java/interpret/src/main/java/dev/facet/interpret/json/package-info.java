/** Records as JSON, and back with the place of whatever does not fit: the files that studies and commands leave. */
package dev.facet.interpret.json;
