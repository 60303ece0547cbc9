package dev.facet.interpret.probe;

import dev.facet.interpret.classify.PredictionScores;
import dev.facet.nn.Network;
import dev.facet.nn.heads.MultiLabel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Scores a network that was trained on yes-or-no attributes, all at once, by its own outputs.
 */
public final class SupervisedBaseline {
    private final List<String> attributes;
    private final ProbeSettings settings;
    private final PoolSplit split;

    /** @param attributes what the network's outputs tell, in their order */
    SupervisedBaseline(List<String> attributes, PoolSplit split, ProbeSettings settings) {
        this.attributes = attributes;
        this.split = split;
        this.settings = settings;
    }

    /**
     * The layer that gives the scores.
     *
     * @param name of the network, for the error
     * @param attributes of the data, in the order of the training
     * @throws IllegalArgumentException if the network was not trained on that many attributes
     */
    public static ProbedLayer output(String name, Network network, List<String> attributes) {
        if (!(network.head().objective() instanceof MultiLabel)) {
            throw new IllegalArgumentException(
                    name + " was not trained on attributes; a baseline is what facet train --head attributes makes");
        }
        if (network.classes() != attributes.size()) {
            throw new IllegalArgumentException(
                    name + " was trained on " + network.classes() + " attributes, the data have " + attributes.size()
                            + "; give a network trained on data like these");
        }
        List<String> layers = network.layers();
        return LayerChoice.of(network, List.of(layers.get(layers.size() - 1))).get(0);
    }

    /**
     * Shows the network the pictures that labels are judged on.
     *
     * @param subject whose only layer is that of the scores
     */
    BaselineResult run(ProbeSubject subject, List<LabelSample> samples, ProbeListener listener) {
        List<LabelSample> told = samples.stream()
                .filter(sample -> sample.label().kind() == LabelKind.BINARY
                        && attributes.contains(sample.label().name()))
                .toList();
        if (told.isEmpty()) {
            return new BaselineResult(subject.name(), subject.seen(), List.of());
        }
        RowLayout layout = RowLayout.of(told);
        ProbePictures pictures = new ProbePictures(
                subject.faces(), subject.network().network().inputSize(), MemoryShares.pictures(settings));
        MemoryRows scores = LayerStorage.inMemory(
                        subject.network(), subject.layers(), pictures, layout.judged(), Map.of(), "judged", listener)
                .get(0);
        List<BaselineResult.Told> results = new ArrayList<>();
        for (LabelSample sample : told) {
            int output = attributes.indexOf(sample.label().name());
            results.add(told(subject.name(), new LabelRows(sample, split, layout), scores, output));
        }
        return new BaselineResult(subject.name(), subject.seen(), results);
    }

    private BaselineResult.Told told(String network, LabelRows rows, MemoryRows scores, int output) {
        double[] validation = values(network, scores, output, rows.validation());
        double[] test = values(network, scores, output, rows.test());
        double threshold = threshold(validation, rows.validationClasses());
        return new BaselineResult.Told(
                rows.label().name(),
                threshold,
                new ProbeScores(
                        SetScores.brief(predictions(validation, threshold, rows.validationClasses())
                                .drawnBy(rows.validationPeople())),
                        SetScores.full(
                                predictions(test, threshold, rows.testClasses()).drawnBy(rows.testPeople()),
                                settings.bootstrap())),
                SetScores.brief(predictions(test, 0, rows.testClasses()).drawnBy(rows.testPeople())));
    }

    private static double[] values(String network, MemoryRows scores, int output, int... rows) {
        double[] values =
                IntStream.of(rows).mapToDouble(row -> scores.at(row, output)).toArray();
        if (!Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(network + " gives scores that are not finite numbers");
        }
        return values;
    }

    /** A score as a logit of the second class. */
    private static PredictionScores predictions(double[] scores, double threshold, int... classes) {
        double[][] logs = Arrays.stream(scores)
                .mapToObj(score -> new double[] {logSigmoid(threshold - score), logSigmoid(score - threshold)})
                .toArray(double[][]::new);
        return PredictionScores.ofClasses(classes, logs);
    }

    private static double logSigmoid(double x) {
        return Math.min(0, x) - Math.log1p(Math.exp(-Math.abs(x)));
    }

    /**
     * The threshold with the highest balanced accuracy: the middle between two scores; of several in a row that do equally well, the
     * middle one.
     *
     * @param classes 0 and 1, both there
     */
    static double threshold(double[] scores, int... classes) {
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .mapToInt(i -> i)
                .toArray();
        double positive = Arrays.stream(classes).sum();
        double negative = classes.length - positive;
        // With all taken for yes: every positive is right, no negative.
        double now = 1;
        double best = Double.NEGATIVE_INFINITY;
        double first = 0;
        double last = 0;
        boolean running = false;
        for (int place = 0; place + 1 < order.length; place++) {
            now += classes[order[place]] == 1 ? -1 / positive : 1 / negative;
            double here = scores[order[place]];
            double next = scores[order[place + 1]];
            if (here == next) {
                continue;
            }
            double middle = (here + next) / 2;
            if (now > best + 1e-12) {
                best = now;
                first = middle;
                last = middle;
                running = true;
            } else if (running && now > best - 1e-12) {
                last = middle;
            } else {
                running = false;
            }
        }
        return best > Double.NEGATIVE_INFINITY ? (first + last) / 2 : scores[order[0]];
    }
}
