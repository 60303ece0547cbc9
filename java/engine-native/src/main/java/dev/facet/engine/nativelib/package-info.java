/**
 * The native library behind the engine: the binding that JavaCPP generates from {@code facet.h}, its loader, and handles that hide
 * JavaCPP from the rest of Facet. Not for users; they use {@code dev.facet.engine}.
 */
package dev.facet.engine.nativelib;
