package dev.facet.interpret.probe;

import dev.facet.interpret.pls.PlsAlgorithm;
import dev.facet.interpret.pls.PlsException;
import dev.facet.interpret.pls.PlsModel;
import java.util.ArrayList;
import java.util.List;

/** Probes one layer for all labels: the whole layer, its most important neurons, its most important channels. */
final class LayerProbe {
    private final List<LabelRows> labels;
    private final int shuffledFrom;
    private final ProbeSettings settings;
    private final RowLayout layout;
    private final ProbePictures pictures;

    /**
     * @param shuffledFrom the first label whose values are shuffled, and of which only the whole layer is probed
     */
    LayerProbe(
            List<LabelRows> labels,
            int shuffledFrom,
            ProbeSettings settings,
            RowLayout layout,
            ProbePictures pictures) {
        this.labels = labels;
        this.shuffledFrom = shuffledFrom;
        this.settings = settings;
        this.layout = layout;
        this.pictures = pictures;
    }

    /** What the layer tells; a failure of its features is a result too. */
    LayerResult run(LayerFeatures features, PlsAlgorithm algorithm) {
        long start = System.nanoTime();
        ProbedLayer layer = features.layer();
        String storage = features.storage().label();
        WholeLayer regressions = new WholeLayer(labels, settings);
        List<PlsModel> models;
        try {
            models = regressions.fit(features.train(), algorithm);
        } catch (PlsException e) {
            return LayerResult.failed(layer, storage, blame(features, e));
        }
        FeatureMeans means = FeatureMeans.of(features.train());
        List<UnitSamples> whole = regressions.scores(features.judged(), models);
        List<LabelRows> own = labels.subList(0, shuffledFrom);
        List<PlsModel> ownModels = models.subList(0, shuffledFrom);
        NeuronProbe neurons = new NeuronProbe(features, own, settings, ownModels, means);
        List<UnitScores> channels =
                layer.hasMaps() ? new ChannelProbe(features, own, settings, layout).run(ownModels) : null;
        List<LabelResult> results = new ArrayList<>();
        for (int k = 0; k < labels.size(); k++) {
            PlsModel model = models.get(k);
            boolean shuffled = k >= shuffledFrom;
            Head.Fitted head =
                    new Head(labels.get(k), settings).fit(whole.get(k).train());
            List<String> warnings = new ArrayList<>(head.warnings());
            if (model.components() < Math.min(settings.components(), layer.features())) {
                warnings.add("The features gave %d components instead of %d."
                        .formatted(model.components(), settings.components()));
            }
            results.add(new LabelResult(
                    labels.get(k).label().name(),
                    shuffled,
                    model.components(),
                    model.explainedVariance(model.components()),
                    new ProbeScores(
                            head.onValidation(whole.get(k).validation()),
                            head.onTest(whole.get(k).test())),
                    shuffled ? null : neurons.units(k),
                    shuffled || channels == null ? null : channels.get(k),
                    VipSummary.of(layer, model.vip()),
                    shuffled ? null : neurons.relation(k),
                    warnings));
        }
        return new LayerResult(layer, storage, (System.nanoTime() - start) / 1e9, means.constant(), null, results);
    }

    /** The regression's complaint with the picture it is about. */
    private String blame(LayerFeatures features, PlsException complaint) {
        String message = complaint.getMessage();
        for (int row = 0; row < layout.train().length; row++) {
            if (message.contains(" of row " + row + " ")) {
                return message + " (row " + row + " is picture " + pictures.id(layout.train()[row]) + ")";
            }
        }
        return features.layer().name() + ": " + message;
    }
}
