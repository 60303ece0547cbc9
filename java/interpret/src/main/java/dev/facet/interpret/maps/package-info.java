/** Feature maps as plain arrays: enlarging them, their strongest regions, and random stand-ins. */
package dev.facet.interpret.maps;
