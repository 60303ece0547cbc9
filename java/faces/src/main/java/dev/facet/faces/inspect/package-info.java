/** What a data set holds, counted and shown. */
package dev.facet.faces.inspect;
