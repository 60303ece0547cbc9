/** Readers of data sets on disk. Errors name the file, the line where there is one, and what to do. */
package dev.facet.faces.data;
