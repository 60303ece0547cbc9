package dev.facet.interpret.probe;

import dev.facet.interpret.classify.Samples;
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
    private final List<LabelImportance> importance;
    private final FeatureMeans means;
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
            List<LabelImportance> importance,
            FeatureMeans means) {
        this.labels = labels;
        this.settings = settings;
        this.importance = importance;
        this.means = means;
        List<int[]> all = new ArrayList<>();
        for (LabelImportance of : importance) {
            all.add(of.top());
            all.add(of.spread());
        }
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
        int[] top = importance.get(k).top();
        if (top.length == 0) {
            return null;
        }
        Head head = new Head(labels.get(k), settings);
        List<UnitScore> alone = IntStream.range(0, top.length)
                .mapToObj(i -> new UnitScore(top[i], importance.get(k).topVip()[i], choice(head, k, top[i])))
                .toList();
        int best = UnitChoice.best(alone);
        return new UnitScores(
                alone,
                samples(k, top).scoredBriefly(head),
                best,
                samples(k, best).scored(head));
    }

    private VipRelation relate(int k) {
        int[] chosen = importance.get(k).spread();
        if (chosen.length < LEAST_RELATED) {
            return null;
        }
        Head head = new Head(labels.get(k), settings);
        float[] ofChosen = importance.get(k).spreadVip();
        double[] vip =
                IntStream.range(0, chosen.length).mapToDouble(i -> ofChosen[i]).toArray();
        double[] mean = Arrays.stream(chosen).mapToDouble(j -> means.mean()[j]).toArray();
        double[] accuracy =
                Arrays.stream(chosen).mapToDouble(j -> choice(head, k, j)).toArray();
        return new VipRelation(vip, mean, accuracy, related(vip, accuracy), related(mean, accuracy));
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
