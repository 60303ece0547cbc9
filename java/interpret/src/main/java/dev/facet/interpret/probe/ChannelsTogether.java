package dev.facet.interpret.probe;

import dev.facet.interpret.pls.PlsModel;
import dev.facet.interpret.pls.PlsOptions;
import dev.facet.interpret.pls.PlsRegression;
import dev.facet.interpret.pls.PlsScores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Probes each label's important channels together. Each regression has features of its own, so that only the pictures it is fitted on
 * are copied; the pictures that are judged are multiplied with all labels' rotations in one pass, these being 0 outside the channels.
 */
final class ChannelsTogether {
    private final LayerFeatures features;
    private final List<LabelRows> labels;
    private final ProbeSettings settings;
    private final PlsOptions options;

    ChannelsTogether(LayerFeatures features, List<LabelRows> labels, ProbeSettings settings, PlsOptions options) {
        this.features = features;
        this.labels = labels;
        this.settings = settings;
        this.options = options;
    }

    /** In the labels' order; null for a label without channels. */
    List<ProbeScores> run(List<int[]> top) {
        ProbeScores[] results = new ProbeScores[labels.size()];
        List<int[]> columns = top.stream().map(this::neuronsOf).toList();
        List<Integer> batch = new ArrayList<>();
        long bytes = 0;
        for (int k = 0; k < columns.size(); k++) {
            if (columns.get(k).length == 0) {
                continue;
            }
            // The copy, and rotations as long as the layer.
            long own = 4L * columns.get(k).length * labels.get(k).train().length
                    + 4L * settings.components() * features.layer().features();
            if (!batch.isEmpty() && bytes + own > MemoryShares.units(settings)) {
                probe(batch, columns, results);
                batch.clear();
                bytes = 0;
            }
            batch.add(k);
            bytes += own;
        }
        if (!batch.isEmpty()) {
            probe(batch, columns, results);
        }
        return Arrays.asList(results);
    }

    private int[] neuronsOf(int... channels) {
        return UnitRanking.union(
                Arrays.stream(channels).mapToObj(features.layer()::neuronsOf).toList());
    }

    private void probe(List<Integer> batch, List<int[]> columns, ProbeScores... results) {
        List<MemoryRows> fitted = ColumnCopy.of(
                features.train(),
                batch.stream()
                        .map(k -> new ColumnCopy.Part(labels.get(k).train(), columns.get(k)))
                        .toList());
        List<PlsModel> models = new ArrayList<>();
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            int[] all = IntStream.range(0, fitted.get(i).rows()).toArray();
            PlsModel model = PlsRegression.fit(
                            fitted.get(i), List.of(labels.get(batch.get(i)).target(all)), options)
                    .get(0);
            models.add(model);
            for (int a = 0; a < model.components(); a++) {
                vectors.add(spread(model.rotation(a), columns.get(batch.get(i))));
            }
        }
        float[][] products = PlsScores.products(features.judged(), vectors, options.memoryBytes());
        int next = 0;
        for (int i = 0; i < batch.size(); i++) {
            LabelRows rows = labels.get(batch.get(i));
            float[][] scores = scores(products, next, models.get(i));
            next += models.get(i).components();
            results[batch.get(i)] = UnitSamples.scores(models.get(i), scores, rows.validation(), rows.test())
                    .scoredBriefly(new Head(rows, settings));
        }
    }

    /** A rotation of some columns as one of all, 0 elsewhere. */
    private float[] spread(float[] rotation, int... columns) {
        float[] whole = new float[features.layer().features()];
        for (int j = 0; j < columns.length; j++) {
            whole[columns[j]] = rotation[j];
        }
        return whole;
    }

    private static float[][] scores(float[][] products, int first, PlsModel model) {
        return Arrays.stream(products)
                .map(row -> {
                    float[] scores = new float[model.components()];
                    for (int a = 0; a < scores.length; a++) {
                        scores[a] = (float) (row[first + a] - model.offset(a));
                    }
                    return scores;
                })
                .toArray(float[][]::new);
    }
}
