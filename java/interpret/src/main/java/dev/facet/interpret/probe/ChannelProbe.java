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
 * Probes the most important channels of a layer, together and one by one. Partial least squares is fitted where they have more
 * neurons than there would be components.
 */
final class ChannelProbe {
    private final LayerFeatures features;
    private final ProbedLayer layer;
    private final List<LabelRows> labels;
    private final ProbeSettings settings;
    private final RowLayout layout;
    private final PlsOptions options;

    ChannelProbe(LayerFeatures features, List<LabelRows> labels, ProbeSettings settings, RowLayout layout) {
        this.features = features;
        this.layer = features.layer();
        this.labels = labels;
        this.settings = settings;
        this.layout = layout;
        this.options = PlsOptions.components(settings.components()).memoryBytes(settings.memoryBytes() / 8);
    }

    /** In the labels' order; null for a label of which the layer tells nothing. */
    List<UnitScores> run(List<PlsModel> models) {
        List<float[]> importance = models.stream()
                .map(model -> UnitRanking.ofChannels(layer, model.vip()))
                .toList();
        List<int[]> top = importance.stream()
                .map(of -> UnitRanking.largest(of, settings.units()))
                .toList();
        SingleChannels single = new SingleChannels(labels, settings, layout, top);
        UnitScores[] results = new UnitScores[labels.size()];
        for (int[] group : groups(top)) {
            int[] channels = channels(top, group);
            if (channels.length == 0) {
                continue;
            }
            HeldChannels held = new HeldChannels(features, channels);
            for (int channel : channels) {
                single.probe(channel, held, options, group);
            }
            for (int k : group) {
                if (top.get(k).length > 0) {
                    ProbeScores together =
                            together(held, k, top.get(k)).scoredBriefly(new Head(labels.get(k), settings));
                    results[k] = new UnitScores(
                            single.units(k, importance.get(k)), together, single.best(k), single.bestScores(k));
                }
            }
        }
        return Arrays.asList(results);
    }

    /** Labels whose channels fit into memory together. */
    private List<int[]> groups(List<int[]> top) {
        if (HeldChannels.isResident(features)) {
            return List.of(IntStream.range(0, top.size()).toArray());
        }
        long perChannel = 4L * layer.height() * layer.width() * layout.rows();
        long most = Math.max(settings.units(), MemoryShares.features(settings) / perChannel);
        List<int[]> groups = new ArrayList<>();
        int start = 0;
        for (int k = 1; k <= top.size(); k++) {
            if (k == top.size() || channels(top, range(start, k + 1)).length > most) {
                groups.add(range(start, k));
                start = k;
            }
        }
        return groups;
    }

    private static int[] range(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    private static int[] channels(List<int[]> top, int... group) {
        return UnitRanking.union(Arrays.stream(group).mapToObj(top::get).toList());
    }

    /** The samples of a label's channels together; only its own pictures take part. */
    private UnitSamples together(HeldChannels held, int k, int... channels) {
        LabelRows rows = labels.get(k);
        int[] shown = UnitRanking.union(List.of(rows.validation(), rows.test()));
        MemoryRows fitted = held.train(rows.train(), channels);
        MemoryRows judged = held.judged(shown, channels);
        int[] all = range(0, fitted.rows());
        int[] validation = places(shown, rows.validation());
        int[] test = places(shown, rows.test());
        if (fitted.features() <= settings.components()) {
            return UnitSamples.plain(fitted, all, judged, validation, test);
        }
        List<PlsModel> model = PlsRegression.fit(fitted, List.of(rows.target(all)), options);
        return UnitSamples.scores(model.get(0), PlsScores.of(judged, model)[0], validation, test);
    }

    private static int[] places(int[] sorted, int... values) {
        return Arrays.stream(values).map(v -> Arrays.binarySearch(sorted, v)).toArray();
    }
}
