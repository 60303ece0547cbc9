/**
 * The tensor engine: a {@link dev.facet.engine.Graph} of ops is differentiated ({@link dev.facet.engine.Gradients}), edited
 * ({@link dev.facet.engine.Edits}), planned ({@link dev.facet.engine.Plan}) and executed natively
 * ({@link dev.facet.engine.Executable}) on a {@link dev.facet.engine.Device}.
 */
package dev.facet.engine;
