/** Shared by this module's packages and by nobody else. */
package dev.facet.faces.internal;
