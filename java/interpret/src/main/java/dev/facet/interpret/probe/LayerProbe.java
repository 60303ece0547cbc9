package dev.facet.interpret.probe;

import dev.facet.interpret.classify.ClassifierMethod;
import dev.facet.interpret.classify.Lda;
import dev.facet.interpret.classify.LogisticRegression;
import dev.facet.interpret.classify.Qda;
import dev.facet.interpret.pls.PlsAlgorithm;
import dev.facet.interpret.pls.PlsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

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

    /**
     * About how many pictures a layer that is computed anew in every pass shows its network: means and neurons read the features
     * once each beside the regressions, important channels once together, and by themselves as often as memory makes it.
     */
    long picturesShown(ProbedLayer layer) {
        WholeLayer regressions = new WholeLayer(labels, settings);
        long channels = layer.hasMaps() ? 1 + ChannelProbe.passes(layer, layout, settings, shuffledFrom) : 0;
        return (regressions.passesToFit(layer.features()) + 2 + channels) * layout.train().length
                + (regressions.passesToScore(layer.features()) + 1 + channels) * layout.judged().length;
    }

    /** What the layer tells; a failure of its features is a result too. */
    LayerResult run(LayerFeatures features, PlsAlgorithm algorithm) {
        long start = System.nanoTime();
        ProbedLayer layer = features.layer();
        String storage = features.storage().label();
        WholeLayer regressions = new WholeLayer(labels, settings);
        List<LabelRegression> told;
        try {
            told = regressions.run(features, algorithm);
        } catch (PlsException e) {
            return LayerResult.failed(layer, storage, blame(features, e.getMessage()));
        }
        FeatureMeans means = FeatureMeans.of(features.train());
        List<LabelRows> own = labels.subList(0, shuffledFrom);
        List<LabelImportance> importance = told.subList(0, shuffledFrom).stream()
                .map(LabelRegression::importance)
                .toList();
        NeuronProbe neurons = new NeuronProbe(features, own, settings, importance, means);
        List<UnitScores> channels =
                layer.hasMaps() ? new ChannelProbe(features, own, settings, layout).run(importance) : null;
        List<LabelResult> results = IntStream.range(0, labels.size())
                .parallel()
                .mapToObj(k -> {
                    boolean shuffled = k >= shuffledFrom;
                    return result(
                            layer,
                            labels.get(k),
                            shuffled,
                            told.get(k),
                            shuffled ? null : neurons.units(k),
                            shuffled || channels == null ? null : channels.get(k),
                            shuffled ? null : neurons.relation(k));
                })
                .toList();
        return new LayerResult(layer, storage, (System.nanoTime() - start) / 1e9, means.constant(), null, results);
    }

    private LabelResult result(
            ProbedLayer layer,
            LabelRows rows,
            boolean shuffled,
            LabelRegression told,
            UnitScores neurons,
            UnitScores channels,
            VipRelation relation) {
        UnitSamples samples = told.samples();
        Head.Fitted head = new Head(rows, settings).fit(samples.train());
        List<String> warnings = new ArrayList<>(head.warnings());
        if (told.components() < Math.min(settings.components(), layer.features())) {
            warnings.add("The features gave %d components instead of %d."
                    .formatted(told.components(), settings.components()));
        }
        return new LabelResult(
                rows.label().name(),
                shuffled,
                told.components(),
                told.explained(),
                new ProbeScores(head.onValidation(samples.validation()), head.onTest(samples.test())),
                otherHeads(rows, samples),
                neurons,
                channels,
                told.importance().summary(),
                relation,
                warnings);
    }

    /** The same scores told by the classifiers that the study does not use. */
    private Map<String, ProbeScores> otherHeads(LabelRows rows, UnitSamples samples) {
        Map<String, ProbeScores> scores = new LinkedHashMap<>();
        for (ClassifierMethod method :
                List.of(Qda.withEqualPriors(), Lda.withEqualPriors(), LogisticRegression.withEqualPriors())) {
            if (!rows.isNumber() && !method.name().equals(settings.head().name())) {
                scores.put(method.name(), samples.scoredBriefly(new Head(rows, settings.withHead(method))));
            }
        }
        return scores;
    }

    /** The regression's complaint with the picture it is about. */
    private String blame(LayerFeatures features, String complaint) {
        for (int row = 0; row < layout.train().length; row++) {
            if (complaint.contains(" of row " + row + " ")) {
                return complaint + " (row " + row + " is picture " + pictures.id(layout.train()[row]) + ")";
            }
        }
        for (int row = 0; row < layout.judged().length; row++) {
            if (complaint.startsWith(WholeLayer.JUDGED_ROW + row + " ")) {
                return complaint + " (it is picture " + pictures.id(layout.judged()[row]) + ")";
            }
        }
        return features.layer().name() + ": " + complaint;
    }
}
