package dev.facet.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.p;
import static j2html.TagCreator.text;

import dev.facet.interpret.probe.AblationResult;
import dev.facet.interpret.probe.AblationResult.Among;
import dev.facet.interpret.probe.ProbeScores;
import dev.facet.interpret.probe.SetScores;
import dev.facet.interpret.stats.Estimate;
import dev.facet.interpret.stats.Student;
import j2html.TagCreator;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** What zeroing a label's most important neurons of a layer did to later layers. */
final class ProbeAblations {
    /**
     * One later layer after one ablation.
     *
     * @param of the ablation
     * @param first whether it is the first of the later layers
     * @param last whether it is the last
     * @param change of its accuracy, or of R² for numbers; below 0 for a loss
     * @param others what zeroing other neurons changed, a number a draw, by where they were drawn from
     */
    record Change(AblationResult of, boolean first, boolean last, double change, Map<Among, List<Double>> others) {}

    /** Neurons of a control, by where they are drawn from: what they are called, and drawn with. */
    private record Others(Among among, String name, String colour) {}

    private static final List<Others> OTHERS = List.of(
            new Others(Among.ALIKE, "others as active", Palette.FIRST),
            new Others(Among.ANY, "any others", Palette.CHANCE));

    private ProbeAblations() {}

    static List<Change> changes(List<AblationResult> ablations) {
        List<Change> changes = new ArrayList<>();
        for (AblationResult ablation : ablations) {
            int count = ablation.later().size();
            for (int i = 0; i < count; i++) {
                AblationResult.Later later = ablation.later().get(i);
                // A layer that the study itself could not probe has nothing to be compared with.
                if (later.intact() == null || later.ablated() == null) {
                    continue;
                }
                double intact = value(later.intact());
                double change = value(later.ablated()) - intact;
                if (!Double.isNaN(change)) {
                    changes.add(new Change(ablation, i == 0, i == count - 1, change, others(ablation, i, intact)));
                }
            }
        }
        return changes;
    }

    private static Map<Among, List<Double>> others(AblationResult ablation, int later, double intact) {
        Map<Among, List<Double>> changes = new EnumMap<>(Among.class);
        for (AblationResult.Control control : ablation.controls()) {
            double change = value(control.later().get(later)) - intact;
            if (!Double.isNaN(change)) {
                changes.computeIfAbsent(control.among(), among -> new ArrayList<>())
                        .add(change);
            }
        }
        return changes;
    }

    /**
     * The mean change by zeroing other neurons, with an interval over draws, each averaged over labels and layers first.
     *
     * @param among what they are drawn from
     * @return empty where there is no control for all of them
     */
    static Optional<Estimate> others(List<Change> changes, Among among) {
        int draws = changes.stream()
                .mapToInt(
                        change -> change.others().getOrDefault(among, List.of()).size())
                .min()
                .orElse(0);
        return draws == 0
                ? Optional.empty()
                : Optional.of(Student.mean(IntStream.range(0, draws)
                        .mapToDouble(draw -> changes.stream()
                                .mapToDouble(
                                        change -> change.others().get(among).get(draw))
                                .average()
                                .orElseThrow())
                        .toArray()));
    }

    /** On the test faces where they were tested, balanced; else what layers are chosen by. */
    private static double value(ProbeScores scores) {
        SetScores test = scores.test();
        return test != null && test.metrics().containsKey(ProbeTested.BALANCED)
                ? test.metrics().get(ProbeTested.BALANCED).value()
                : scores.validation().primary();
    }

    static DomContent section(ProbeReport report) {
        List<ProbedNetwork> with = report.networks().stream()
                .filter(network -> !changes(network.result().ablations()).isEmpty())
                .toList();
        if (with.isEmpty()) {
            return text("");
        }
        return TagCreator.section(
                        h2("What zeroing important neurons does"),
                        p(
                                "A label's most important neurons of one layer were held at zero, and the layers behind it computed and"
                                        + " probed anew; then as many other neurons instead, drawn from all or from those that are about as"
                                        + " active. Bars near zero mean that the rest of the layer knows it too; where the most important"
                                        + " neurons cost no more than others, it is their number that counts, not what they know."),
                        div(each(
                                        with,
                                        network -> each(
                                                chart(network, "the next layer", Change::first),
                                                chart(network, "the last layer", Change::last))))
                                .withClass("charts"))
                .withId("zeroing");
    }

    private static DomContent chart(ProbedNetwork network, String where, Predicate<Change> which) {
        List<Change> changes =
                changes(network.result().ablations()).stream().filter(which).toList();
        List<Double> shares = changes.stream()
                .map(change -> change.of().share())
                .distinct()
                .sorted()
                .toList();
        List<List<Change>> byShare = shares.stream()
                .map(share -> changes.stream()
                        .filter(change -> change.of().share() == share)
                        .toList())
                .toList();
        List<String> names = shares.stream().map(ProbeAblations::top).toList();
        List<ChartOptions.Bars> bars = new ArrayList<>();
        bars.add(new ChartOptions.Bars(
                "most important",
                Palette.SECOND,
                byShare.stream().mapToDouble(ProbeAblations::mean).toArray()));
        List<String> header = new ArrayList<>(List.of("neurons zeroed", "most important"));
        List<Others> there = OTHERS.stream()
                .filter(of -> byShare.stream()
                        .anyMatch(some -> others(some, of.among()).isPresent()))
                .toList();
        for (Others kind : there) {
            header.add(kind.name() + " (95 % over draws)");
            bars.add(new ChartOptions.Bars(
                    kind.name(),
                    kind.colour(),
                    byShare.stream()
                            .mapToDouble(some -> others(some, kind.among())
                                    .map(estimate -> inPoints(estimate.value()))
                                    .orElse(Double.NaN))
                            .toArray()));
        }
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            List<String> row = new ArrayList<>(List.of(names.get(i), words(mean(byShare.get(i)))));
            for (Others kind : there) {
                row.add(others(byShare.get(i), kind.among())
                        .map(ProbeAblations::words)
                        .orElse(Numbers.NOT_MEASURED));
            }
            rows.add(row);
        }
        return Chart.of(
                network.name() + ", " + where,
                "Change of accuracy, in points, mean over " + labels(network) + ".",
                ChartOptions.bars("neurons zeroed", names, "points", bars),
                header,
                rows);
    }

    /** Words for a share of the most important neurons. */
    static String top(double share) {
        return String.format(Locale.ROOT, share < 0.01 ? "top %.2g %%" : "top %.0f %%", 100 * share);
    }

    private static String labels(ProbedNetwork network) {
        List<String> labels = network.result().ablations().stream()
                .map(AblationResult::label)
                .distinct()
                .map(FaceAttributes::title)
                .toList();
        return labels.size() > 6 ? labels.size() + " labels" : String.join(", ", labels);
    }

    private static double mean(List<Change> changes) {
        return inPoints(changes.stream().mapToDouble(Change::change).average().orElse(Double.NaN));
    }

    /** To a tenth. */
    private static double inPoints(double change) {
        return Double.isNaN(change) ? Double.NaN : Math.round(1000 * change) / 10.0;
    }

    private static String words(double points) {
        return Double.isNaN(points)
                ? Numbers.NOT_MEASURED
                : String.format(Locale.ROOT, "%+.1f", points).replace('-', '−');
    }

    /** A change in points with its interval. */
    static String words(Estimate change) {
        String value = words(inPoints(change.value()));
        return change.interval()
                .map(i -> value + " (" + words(inPoints(i.low())) + " to " + words(inPoints(i.high())) + ")")
                .orElse(value);
    }
}
