package dev.facet.interpret.probe;

import dev.facet.interpret.pls.FeatureRows;
import dev.facet.interpret.pls.PlsAlgorithm;
import dev.facet.interpret.pls.PlsException;
import dev.facet.interpret.pls.PlsModel;
import dev.facet.interpret.pls.PlsOptions;
import dev.facet.interpret.pls.PlsRegression;
import dev.facet.interpret.pls.PlsScores;
import dev.facet.interpret.pls.PlsTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Regressions of labels on all features of a layer. */
final class WholeLayer {
    /** How complaints about pictures that are judged begin; the row's number follows. */
    static final String JUDGED_ROW = "Judged row ";

    private final List<LabelRows> labels;
    private final ProbeSettings settings;

    WholeLayer(List<LabelRows> labels, ProbeSettings settings) {
        this.labels = labels;
        this.settings = settings;
    }

    /**
     * Every label's regression, in their order. Labels are fitted, scored and summed up in groups whose models fit into their share of
     * memory, and the models dropped: those of all labels together can be larger than the features.
     *
     * @throws PlsException if a feature is not a finite number
     */
    List<LabelRegression> run(LayerFeatures features, PlsAlgorithm algorithm) {
        List<LabelRegression> told = new ArrayList<>();
        PlsRegression.fitGroups(
                features.train(), targets(labels), options(features.layer().features(), algorithm), models -> {
                    List<LabelRows> together = labels.subList(told.size(), told.size() + models.size());
                    List<UnitSamples> samples = scores(features.judged(), models, together);
                    told.addAll(IntStream.range(0, models.size())
                            .parallel()
                            .mapToObj(
                                    k -> LabelRegression.of(features.layer(), models.get(k), samples.get(k), settings))
                            .toList());
                });
        return told;
    }

    /** How often {@link #run} reads the features that are fitted on. */
    long passesToFit(int features) {
        return PlsRegression.passes(features, targets(labels), options(features, PlsAlgorithm.UNDEFLATED));
    }

    /** How often it reads those that are judged. */
    long passesToScore(int features) {
        return PlsRegression.groups(features, targets(labels), options(features, PlsAlgorithm.UNDEFLATED));
    }

    /**
     * A model of the only label.
     *
     * @throws PlsException if a feature is not a finite number
     */
    PlsModel fitOne(FeatureRows train) {
        return PlsRegression.fit(train, targets(labels), options(train.features(), PlsAlgorithm.UNDEFLATED))
                .get(0);
    }

    /**
     * The scores of the only label's pictures.
     *
     * @throws PlsException if a feature of a picture is not a finite number
     */
    UnitSamples scoresOfOne(FeatureRows judged, PlsModel model) {
        return scores(judged, List.of(model), labels).get(0);
    }

    private static List<PlsTarget> targets(List<LabelRows> labels) {
        return labels.stream().map(label -> label.target(label.train())).toList();
    }

    private PlsOptions options(int features, PlsAlgorithm algorithm) {
        return PlsOptions.components(Math.min(settings.components(), features))
                .scaling(settings.scaling())
                .algorithm(algorithm)
                .memoryBytes(MemoryShares.regression(settings));
    }

    private List<UnitSamples> scores(FeatureRows judged, List<PlsModel> models, List<LabelRows> of) {
        float[][][] scores = PlsScores.of(judged, models, MemoryShares.regression(settings));
        requireFinite(scores);
        return IntStream.range(0, of.size())
                .mapToObj(k -> UnitSamples.scores(
                        models.get(k),
                        scores[k],
                        of.get(k).validation(),
                        of.get(k).test()))
                .toList();
    }

    private static void requireFinite(float[][][] scores) {
        for (float[][] ofModel : scores) {
            for (int row = 0; row < ofModel.length; row++) {
                for (float score : ofModel[row]) {
                    if (!Float.isFinite(score)) {
                        throw new PlsException(JUDGED_ROW + row + " has a feature that is not a finite number");
                    }
                }
            }
        }
    }
}
