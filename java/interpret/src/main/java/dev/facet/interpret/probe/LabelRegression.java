package dev.facet.interpret.probe;

import dev.facet.interpret.pls.PlsModel;

/**
 * What a study keeps of a label's regression on a whole layer once it is scored: nothing as long as the layer.
 *
 * @param components how many were found
 * @param explained share of the label's variance that they explain on the pictures fitted on
 * @param samples the pictures' scores
 * @param importance of the neurons
 */
record LabelRegression(int components, double explained, UnitSamples samples, LabelImportance importance) {

    static LabelRegression of(ProbedLayer layer, PlsModel model, UnitSamples samples, ProbeSettings settings) {
        return new LabelRegression(
                model.components(),
                model.explainedVariance(model.components()),
                samples,
                LabelImportance.of(layer, model.vip(), settings));
    }
}
