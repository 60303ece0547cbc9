/** Writers of data sets, and the pictures they write. Errors name the file and what to do. */
package dev.facet.faces.convert;
