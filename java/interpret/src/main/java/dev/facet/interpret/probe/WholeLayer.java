package dev.facet.interpret.probe;

import dev.facet.interpret.pls.FeatureRows;
import dev.facet.interpret.pls.PlsAlgorithm;
import dev.facet.interpret.pls.PlsException;
import dev.facet.interpret.pls.PlsModel;
import dev.facet.interpret.pls.PlsOptions;
import dev.facet.interpret.pls.PlsRegression;
import dev.facet.interpret.pls.PlsScores;
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
     * A model for each label.
     *
     * @throws dev.facet.interpret.pls.PlsException if a feature is not a finite number
     */
    List<PlsModel> fit(FeatureRows train, PlsAlgorithm algorithm) {
        PlsOptions options = PlsOptions.components(Math.min(settings.components(), train.features()))
                .algorithm(algorithm)
                .memoryBytes(MemoryShares.regression(settings));
        return PlsRegression.fit(
                train, labels.stream().map(label -> label.target(label.train())).toList(), options);
    }

    /**
     * For each label the scores of its pictures.
     *
     * @throws PlsException if a feature of a picture is not a finite number
     */
    List<UnitSamples> scores(FeatureRows judged, List<PlsModel> models) {
        float[][][] scores = PlsScores.of(judged, models);
        requireFinite(scores);
        return IntStream.range(0, labels.size())
                .mapToObj(k -> UnitSamples.scores(
                        models.get(k),
                        scores[k],
                        labels.get(k).validation(),
                        labels.get(k).test()))
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
