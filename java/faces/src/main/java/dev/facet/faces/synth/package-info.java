/** Drawn faces of invented people, with everything known about them. */
package dev.facet.faces.synth;
