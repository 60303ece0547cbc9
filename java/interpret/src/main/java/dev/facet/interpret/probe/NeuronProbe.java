package dev.facet.interpret.probe;

import dev.facet.interpret.classify.Samples;
import dev.facet.interpret.pls.PlsModel;
import dev.facet.interpret.stats.Correlation;
import dev.facet.interpret.stats.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Probes single neurons of a layer: the most important ones, and some spread over the range of importance. */
final class NeuronProbe {
    private static final int LEAST_RELATED = 5;

    private final List<LabelRows> labels;
    private final ProbeSettings settings;
    private final List<PlsModel> models;
    private final FeatureMeans means;
    private final List<int[]> top;
    private final List<int[]> spread;
    // The neurons of interest of all labels, ascending, and their activations.
    private final int[] neurons;
    private final MemoryRows train;
    private final MemoryRows judged;
    private final UnitScores[] units;
    private final VipRelation[] relations;

    NeuronProbe(
            LayerFeatures features,
            List<LabelRows> labels,
            ProbeSettings settings,
            List<PlsModel> models,
            FeatureMeans means) {
        this.labels = labels;
        this.settings = settings;
        this.models = models;
        this.means = means;
        this.top = models.stream()
                .map(model -> UnitRanking.largest(model.vip(), settings.units()))
                .toList();
        this.spread = models.stream()
                .map(model -> UnitRanking.spread(model.vip(), settings.spread()))
                .toList();
        List<int[]> all = new ArrayList<>(top);
        all.addAll(spread);
        this.neurons = UnitRanking.union(all);
        boolean none = neurons.length == 0;
        this.train = none ? null : features.trainColumns(neurons);
        this.judged = none ? null : features.judgedColumns(neurons);
        this.units = new UnitScores[labels.size()];
        this.relations = new VipRelation[labels.size()];
        IntStream.range(0, labels.size()).parallel().forEach(k -> {
            units[k] = probe(k);
            relations[k] = relate(k);
        });
    }

    /** The most important neurons of a label; null where the layer tells nothing of it. */
    UnitScores units(int label) {
        return units[label];
    }

    /** Null where too few neurons differ in importance. */
    VipRelation relation(int label) {
        return relations[label];
    }

    private UnitScores probe(int k) {
        if (top.get(k).length == 0) {
            return null;
        }
        Head head = new Head(labels.get(k), settings);
        float[] vip = models.get(k).vip();
        List<UnitScore> alone = new ArrayList<>();
        for (int neuron : top.get(k)) {
            alone.add(new UnitScore(neuron, vip[neuron], choice(head, k, neuron)));
        }
        int best = UnitChoice.best(alone);
        return new UnitScores(
                alone,
                samples(k, top.get(k)).scoredBriefly(head),
                best,
                samples(k, best).scored(head));
    }

    private VipRelation relate(int k) {
        int[] chosen = spread.get(k);
        if (chosen.length < LEAST_RELATED) {
            return null;
        }
        Head head = new Head(labels.get(k), settings);
        float[] vip = models.get(k).vip();
        double[] importance = Arrays.stream(chosen).mapToDouble(j -> vip[j]).toArray();
        double[] mean = Arrays.stream(chosen).mapToDouble(j -> means.mean()[j]).toArray();
        double[] accuracy =
                Arrays.stream(chosen).mapToDouble(j -> choice(head, k, j)).toArray();
        return new VipRelation(importance, mean, accuracy, related(importance, accuracy), related(mean, accuracy));
    }

    private Estimate related(double[] a, double[] b) {
        return settings.bootstrap().estimate(a.length, Correlation.pearsonOf(a, b));
    }

    private double choice(Head head, int k, int neuron) {
        LabelRows rows = labels.get(k);
        return head.fit(samples(train, rows.train(), neuron)).choice(samples(judged, rows.validation(), neuron));
    }

    private UnitSamples samples(int k, int... chosen) {
        LabelRows rows = labels.get(k);
        return new UnitSamples(
                samples(train, rows.train(), chosen),
                samples(judged, rows.validation(), chosen),
                samples(judged, rows.test(), chosen));
    }

    private Samples samples(MemoryRows matrix, int[] rows, int... chosen) {
        int[] columns =
                Arrays.stream(chosen).map(j -> Arrays.binarySearch(neurons, j)).toArray();
        double[] values = new double[rows.length * columns.length];
        int at = 0;
        for (int row : rows) {
            for (int column : columns) {
                values[at++] = matrix.at(row, column);
            }
        }
        return Samples.of(rows.length, columns.length, values);
    }
}
