package dev.facet.interpret.probe;

import dev.facet.interpret.pls.PlsOptions;
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
        this.options = PlsOptions.components(settings.components())
                .scaling(settings.scaling())
                .memoryBytes(MemoryShares.regression(settings));
    }

    /** In the labels' order; null for a label of which the layer tells nothing. */
    List<UnitScores> run(List<LabelImportance> importance) {
        List<int[]> top = importance.stream()
                .map(of -> UnitRanking.largest(of.channels(), settings.units()))
                .toList();
        SingleChannels single = new SingleChannels(labels, settings, layout, top);
        for (int[] channels : batches(UnitRanking.union(top))) {
            HeldChannels held = new HeldChannels(features, channels);
            for (int channel : channels) {
                single.probe(channel, held, options);
            }
        }
        List<ProbeScores> together = new ChannelsTogether(features, labels, settings, options).run(top);
        return IntStream.range(0, labels.size())
                .mapToObj(k -> top.get(k).length == 0
                        ? null
                        : new UnitScores(
                                single.units(k, importance.get(k).channels()),
                                together.get(k),
                                single.best(k),
                                single.bestScores(k)))
                .toList();
    }

    /**
     * How often a layer that is not kept is read for channels by themselves, at most: no two labels may share one.
     *
     * @param labels how many
     */
    static int passes(ProbedLayer layer, RowLayout layout, ProbeSettings settings, int labels) {
        int channels = Math.min(layer.channels(), labels * settings.units());
        int together = together(layer, layout, settings, channels);
        return (channels + together - 1) / together;
    }

    /** How many channels' features fit into memory together, of so many. */
    private static int together(ProbedLayer layer, RowLayout layout, ProbeSettings settings, int channels) {
        long perChannel = 4L * layer.height() * layer.width() * layout.rows();
        return (int) Math.max(1, Math.min(channels, MemoryShares.units(settings) / perChannel));
    }

    /** Channels whose features fit into memory together. */
    private List<int[]> batches(int... channels) {
        int most = HeldChannels.isResident(features)
                ? Math.max(1, channels.length)
                : together(layer, layout, settings, channels.length);
        List<int[]> batches = new ArrayList<>();
        for (int first = 0; first < channels.length; first += most) {
            batches.add(Arrays.copyOfRange(channels, first, Math.min(first + most, channels.length)));
        }
        return batches;
    }
}
