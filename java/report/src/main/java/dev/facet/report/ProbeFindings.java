package dev.facet.report;

import dev.facet.interpret.probe.AblationResult;
import dev.facet.interpret.probe.BestOf;
import dev.facet.interpret.probe.LabelResult;
import dev.facet.interpret.stats.Estimate;
import dev.facet.interpret.stats.Interval;
import dev.facet.interpret.stats.Student;
import dev.facet.report.ProbeTested.Which;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Which findings of the probing thesis (Diniz, UFMG 2021) hold for a network. Intervals are over labels, each averaged
 * over its layers and zeroings first, since these share their faces, or over skip connections; a finding holds or fails where
 * its interval leaves out no difference. That a neuron tells nearly as much as its layer holds where it has over 90 % of what
 * the layer's balanced accuracy has above chance, and fails where it has less than 80 %.
 */
final class ProbeFindings {
    /** Whether a finding is seen. */
    enum Verdict {
        HOLDS,
        FAILS,
        UNCLEAR
    }

    /**
     * One finding.
     *
     * @param claim what the thesis found, as a sentence
     * @param numbers what is seen here
     */
    record Finding(String claim, String numbers, Verdict verdict) {}

    /** How much is little, as a share: the most that the thesis saw for a tenth of the neurons, and one point. */
    private static final double LITTLE = 0.05;

    private ProbeFindings() {}

    static List<Finding> of(ProbedNetwork network) {
        List<Finding> findings = new ArrayList<>();
        singleUnits(network).ifPresent(findings::add);
        groups(network).ifPresent(findings::add);
        depth(network).ifPresent(findings::add);
        importance(network.curves()).ifPresent(findings::add);
        skips(network.curves()).ifPresent(findings::add);
        findings.addAll(zeroing(network));
        return findings;
    }

    /** The mean over labels with classes of the balanced accuracy on the test faces. */
    static OptionalDouble mean(List<BestOf> best, Which which) {
        return Arrays.stream(ProbeTested.values(best, which)).average();
    }

    private static Optional<Finding> singleUnits(ProbedNetwork network) {
        List<double[]> above = new ArrayList<>();
        for (BestOf best : network.best()) {
            Optional<Estimate> whole = ProbeTested.of(best, Which.LAYER, ProbeTested.BALANCED);
            Optional<Estimate> alone = ProbeTested.of(best, Which.NEURON, ProbeTested.BALANCED);
            if (whole.isPresent() && alone.isPresent()) {
                double chance = network.chance(best.label());
                above.add(
                        new double[] {whole.get().value() - chance, alone.get().value() - chance});
            }
        }
        double told = above.stream().mapToDouble(pair -> pair[0]).sum();
        OptionalDouble layer = mean(network.best(), Which.LAYER);
        OptionalDouble neuron = mean(network.best(), Which.NEURON);
        OptionalDouble channel = mean(network.best(), Which.CHANNEL);
        // Where whole layers guess there is nothing of which to have a share.
        if (told <= 0 || layer.isEmpty() || neuron.isEmpty()) {
            return Optional.empty();
        }
        double share = above.stream().mapToDouble(pair -> pair[1]).sum() / told;
        String numbers = String.format(
                Locale.ROOT,
                "On the test faces, mean over labels: layers %.1f %%, %sneurons %.1f %%, so one neuron has %.0f %% of what"
                        + " its layer has above chance (the thesis: 83.1, 79.5 and 77.4 %%; the last is 93 %% of the first,"
                        + " chance counted in).",
                100 * layer.getAsDouble(),
                channel.isPresent()
                        ? String.format(Locale.ROOT, "channels %.1f %%, ", 100 * channel.getAsDouble())
                        : "",
                100 * neuron.getAsDouble(),
                100 * share);
        return Optional.of(new Finding(
                "A single neuron tells nearly as much as its layer.",
                numbers,
                isPositive(lead(above, 0.9), 1)
                        ? Verdict.HOLDS
                        : isPositive(lead(above, 0.8), -1) ? Verdict.FAILS : Verdict.UNCLEAR));
    }

    /** By how much neurons are above a share of their layers, over labels: an interval for a ratio of means (Fieller). */
    private static Estimate lead(List<double[]> above, double share) {
        return Student.mean(
                above.stream().mapToDouble(pair -> pair[1] - share * pair[0]).toArray());
    }

    /** Whether the interval of an estimate, times a sign, is all above 0. */
    private static boolean isPositive(Estimate estimate, int sign) {
        return estimate.interval()
                .map(i -> sign > 0 ? i.low() > 0 : i.high() < 0)
                .orElse(false);
    }

    private static Optional<Finding> groups(ProbedNetwork network) {
        double[] soft = ProbeTested.values(network.best(), Which.LAYER, FaceAttributes.Group.SOFT);
        double[] primary = ProbeTested.values(network.best(), Which.LAYER, FaceAttributes.Group.PRIMARY);
        if (soft.length < 3 || primary.length < 3) {
            return Optional.empty();
        }
        Estimate difference = Student.difference(soft, primary);
        return Optional.of(finding(
                "Soft biometrics are told better than the geometry of the face.",
                String.format(
                        Locale.ROOT,
                        "Best layers: soft %.1f %% (%d labels), primary %.1f %% (%d); difference %s points.",
                        100 * Student.mean(soft).value(),
                        soft.length,
                        100 * Student.mean(primary).value(),
                        primary.length,
                        points(difference)),
                difference));
    }

    /** How far the untrained network is behind at the last layer, against at the first. */
    private static Optional<Finding> depth(ProbedNetwork network) {
        ProbeCurves trained = network.curves();
        Optional<ProbeCurves> untrained = network.untrained();
        if (untrained.isEmpty()) {
            return Optional.empty();
        }
        List<double[]> gaps = new ArrayList<>();
        int last = trained.layers().size() - 1;
        for (String label : trained.labels()) {
            OptionalDouble early = gap(trained, untrained.get(), label, 0);
            OptionalDouble late = gap(trained, untrained.get(), label, last);
            if (early.isPresent() && late.isPresent() && !trained.isValue(label)) {
                gaps.add(new double[] {early.getAsDouble(), late.getAsDouble()});
            }
        }
        if (gaps.size() < 3) {
            return Optional.empty();
        }
        double[] early = gaps.stream().mapToDouble(gap -> gap[0]).toArray();
        double[] late = gaps.stream().mapToDouble(gap -> gap[1]).toArray();
        Estimate growth = Student.pairedDifference(late, early);
        return Optional.of(finding(
                "An untrained network falls behind with depth.",
                String.format(
                        Locale.ROOT,
                        "Trained less untrained: %+.1f points at %s, %+.1f at %s; it grows by %s points.",
                        100 * Student.mean(early).value(),
                        trained.layers().get(0).name(),
                        100 * Student.mean(late).value(),
                        trained.layers().get(last).name(),
                        points(growth)),
                growth));
    }

    private static OptionalDouble gap(ProbeCurves trained, ProbeCurves untrained, String label, int layer) {
        Optional<Integer> same = untrained.indexOf(trained.layers().get(layer).name());
        Optional<Estimate> a = trained.validation(ProbeKind.LAYER, label, layer);
        Optional<Estimate> b = same.flatMap(at -> untrained.validation(ProbeKind.LAYER, label, at));
        return a.isPresent() && b.isPresent()
                ? OptionalDouble.of(a.get().value() - b.get().value())
                : OptionalDouble.empty();
    }

    private static Optional<Finding> importance(ProbeCurves curves) {
        List<double[]> related = new ArrayList<>();
        for (String label : curves.labels()) {
            List<LabelResult> layers = new ArrayList<>();
            for (int layer = 0; layer < curves.layers().size(); layer++) {
                curves.at(label, layer)
                        .filter(result -> result.relation() != null
                                && result.relation().withVip().isMeasured()
                                && result.relation().withMean().isMeasured())
                        .ifPresent(layers::add);
            }
            if (!layers.isEmpty()) {
                related.add(new double[] {
                    mean(layers, result -> result.relation().withVip().value()),
                    mean(layers, result -> result.relation().withMean().value()),
                    // Not compared with: the size of a correlation that is none is above 0, too.
                    mean(layers, result -> Math.abs(result.relation().withMean().value()))
                });
            }
        }
        if (related.isEmpty()) {
            return Optional.empty();
        }
        double[] vip = related.stream().mapToDouble(pair -> pair[0]).toArray();
        double[] activation = related.stream().mapToDouble(pair -> pair[1]).toArray();
        Estimate difference = Student.pairedDifference(vip, activation);
        return Optional.of(finding(
                "VIP tells which neurons are good better than their mean activation does.",
                String.format(
                        Locale.ROOT,
                        "Correlation with the accuracy of single neurons, mean over %d labels: VIP %.2f, mean activation"
                                + " %.2f (in size %.2f; the thesis: 0.93 and 0.38).",
                        related.size(),
                        Student.mean(vip).value(),
                        Student.mean(activation).value(),
                        related.stream().mapToDouble(of -> of[2]).average().orElseThrow()),
                difference));
    }

    private static double mean(List<LabelResult> layers, ToDoubleFunction<LabelResult> of) {
        return layers.stream().mapToDouble(of).average().orElseThrow();
    }

    /** What each sum with a skip connection has over the end of its branch. */
    private static Optional<Finding> skips(ProbeCurves curves) {
        List<Double> means = new ArrayList<>();
        int before = -1;
        for (int i = 0; i < curves.layers().size(); i++) {
            String skip = curves.layers().get(i).skip();
            if ("before".equals(skip)) {
                before = i;
            } else if ("after".equals(skip) && before >= 0) {
                meanRise(curves, before, i).ifPresent(means::add);
                before = -1;
            }
        }
        double[] rises = means.stream().mapToDouble(Double::doubleValue).toArray();
        if (rises.length < 2) {
            return Optional.empty();
        }
        Estimate rise = Student.mean(rises);
        return Optional.of(finding(
                "Accuracy falls at the end of a branch and rises where the skip connection comes back: the sawtooth.",
                String.format(
                        Locale.ROOT,
                        "Sums are %s points above the ends of their branches, mean over %d of them.",
                        points(rise),
                        rises.length),
                rise));
    }

    private static OptionalDouble meanRise(ProbeCurves curves, int before, int after) {
        return curves.labels().stream()
                .filter(label -> !curves.isValue(label))
                .flatMap(label -> curves
                        .validation(ProbeKind.LAYER, label, after)
                        .flatMap(sum -> curves.validation(ProbeKind.LAYER, label, before)
                                .map(end -> sum.value() - end.value()))
                        .stream())
                .mapToDouble(Double::doubleValue)
                .average();
    }

    /** What zeroing the best neurons of a layer costs in the layers behind it, for each share of the neurons. */
    private static List<Finding> zeroing(ProbedNetwork network) {
        Map<Double, List<ProbeAblations.Change>> byShare = ProbeAblations.changes(
                        network.result().ablations())
                .stream()
                .filter(change -> !network.curves().isValue(change.of().label()))
                .collect(Collectors.groupingBy(change -> change.of().share(), TreeMap::new, Collectors.toList()));
        List<Finding> findings = new ArrayList<>();
        byShare.forEach((share, changes) -> zeroing(share, changes).ifPresent(findings::add));
        return findings;
    }

    private static Optional<Finding> zeroing(double share, List<ProbeAblations.Change> of) {
        double[] changes = of.stream()
                .collect(Collectors.groupingBy(
                        change -> change.of().label(), Collectors.averagingDouble(ProbeAblations.Change::change)))
                .values()
                .stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        if (changes.length < 3) {
            return Optional.empty();
        }
        Estimate change = Student.mean(changes);
        Verdict verdict = change.interval()
                .map(i -> i.low() > -LITTLE ? Verdict.HOLDS : i.high() < -LITTLE ? Verdict.FAILS : Verdict.UNCLEAR)
                .orElse(Verdict.UNCLEAR);
        String numbers = String.format(
                Locale.ROOT,
                "Later layers change by %s points, mean and interval over %d labels (the thesis: −1, −3 and −4 for the top 1, 5 and"
                        + " 10 %%)%s.",
                points(change),
                changes.length,
                ProbeAblations.others(of, AblationResult.Among.ALIKE)
                        .map(others -> "; as many others that are about as active change them by "
                                + ProbeAblations.words(others)
                                + (others.interval().isPresent() ? ", interval over draws" : ""))
                        .orElse(""));
        return Optional.of(new Finding(
                "Zeroing the " + ProbeAblations.top(share) + " of a layer's neurons costs later layers little.",
                numbers.replace('-', '−'),
                verdict));
    }

    private static Finding finding(String claim, String numbers, Estimate difference) {
        Optional<Interval> interval = difference.interval();
        Verdict verdict = interval.map(
                        i -> i.low() > 0 ? Verdict.HOLDS : i.high() < 0 ? Verdict.FAILS : Verdict.UNCLEAR)
                .orElse(Verdict.UNCLEAR);
        return new Finding(claim, numbers.replace('-', '−'), verdict);
    }

    private static String points(Estimate estimate) {
        String value = String.format(Locale.ROOT, "%+.1f", 100 * estimate.value());
        return estimate.interval()
                .map(i -> String.format(Locale.ROOT, "%s (%+.1f to %+.1f)", value, 100 * i.low(), 100 * i.high()))
                .orElse(value);
    }
}
