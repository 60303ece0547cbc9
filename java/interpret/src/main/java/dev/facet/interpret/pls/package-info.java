/**
 * Partial least squares on more features than fit into memory: which units of a layer tell an attribute, and how well the layer
 * does. {@link dev.facet.interpret.pls.FeatureRows} are the features of many images, resident, in a file or computed anew in
 * every pass; {@link dev.facet.interpret.pls.PlsTarget} is what to predict, each on its own set of rows;
 * {@link dev.facet.interpret.pls.PlsRegression} fits, {@link dev.facet.interpret.pls.PlsModel} is the result, and
 * {@link dev.facet.interpret.pls.PlsScores} projects new rows. The algorithms are explained in docs/probing.md.
 */
package dev.facet.interpret.pls;
