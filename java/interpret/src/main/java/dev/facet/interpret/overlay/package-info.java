/** What the pictures show, as data: masked faces, channel galleries, raw maps of two networks side by side. */
package dev.facet.interpret.overlay;
