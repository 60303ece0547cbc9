package dev.facet.interpret.probe;

import dev.facet.interpret.pls.PlsModel;
import dev.facet.interpret.pls.PlsOptions;
import dev.facet.interpret.pls.PlsRegression;
import dev.facet.interpret.pls.PlsScores;
import java.util.List;
import java.util.stream.IntStream;

/** Channels by themselves: one regression for all labels that a channel is important for. */
final class SingleChannels {
    private final List<LabelRows> labels;
    private final ProbeSettings settings;
    private final RowLayout layout;
    private final List<int[]> top;
    private final double[][] validation;
    // Of each label the samples of the channel that does best so far, and its place among the important ones.
    private final UnitSamples[] bestSamples;
    private final int[] bestPlace;

    /** @param top for each label its important channels, most important first */
    SingleChannels(List<LabelRows> labels, ProbeSettings settings, RowLayout layout, List<int[]> top) {
        this.labels = labels;
        this.settings = settings;
        this.layout = layout;
        this.top = top;
        this.validation =
                top.stream().map(channels -> new double[channels.length]).toArray(double[][]::new);
        this.bestSamples = new UnitSamples[top.size()];
        this.bestPlace = new int[top.size()];
    }

    /** Probes a channel for those labels that it is important for. */
    void probe(int channel, HeldChannels held, PlsOptions options) {
        int[] concerned = IntStream.range(0, labels.size())
                .filter(k -> place(k, channel) >= 0)
                .toArray();
        MemoryRows fitted = held.train(all(layout.train()), channel);
        MemoryRows judged = held.judged(all(layout.judged()), channel);
        boolean plain = fitted.features() <= settings.components();
        List<PlsModel> models = plain
                ? List.of()
                : PlsRegression.fit(
                        fitted,
                        IntStream.of(concerned)
                                .mapToObj(
                                        k -> labels.get(k).target(labels.get(k).train()))
                                .toList(),
                        options);
        float[][][] scores = plain ? null : PlsScores.of(judged, models, options.memoryBytes());
        IntStream.range(0, concerned.length).parallel().forEach(i -> {
            LabelRows rows = labels.get(concerned[i]);
            keep(
                    concerned[i],
                    place(concerned[i], channel),
                    plain
                            ? UnitSamples.plain(fitted, rows.train(), judged, rows.validation(), rows.test())
                            : UnitSamples.scores(models.get(i), scores[i], rows.validation(), rows.test()));
        });
    }

    private static int[] all(int... pictures) {
        return IntStream.range(0, pictures.length).toArray();
    }

    private void keep(int k, int place, UnitSamples samples) {
        Head head = new Head(labels.get(k), settings);
        double value = head.fit(samples.train()).choice(samples.validation());
        validation[k][place] = value;
        double best = validation[k][bestPlace[k]];
        if (bestSamples[k] == null || value > best || value == best && place < bestPlace[k] || Double.isNaN(best)) {
            bestSamples[k] = samples;
            bestPlace[k] = place;
        }
    }

    private int place(int k, int channel) {
        for (int i = 0; i < top.get(k).length; i++) {
            if (top.get(k)[i] == channel) {
                return i;
            }
        }
        return -1;
    }

    /** A label's important channels. */
    List<UnitScore> units(int k, float[] importance) {
        return IntStream.range(0, validation[k].length)
                .mapToObj(i -> new UnitScore(top.get(k)[i], importance[top.get(k)[i]], validation[k][i]))
                .toList();
    }

    /** The channel that does best by itself. */
    int best(int k) {
        return top.get(k)[bestPlace[k]];
    }

    /** Its scores. */
    ProbeScores bestScores(int k) {
        return bestSamples[k].scored(new Head(labels.get(k), settings));
    }
}
