package dev.facet.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.p;
import static j2html.TagCreator.text;

import dev.facet.interpret.probe.AblationResult;
import dev.facet.interpret.probe.ProbeScores;
import dev.facet.interpret.probe.SetScores;
import j2html.TagCreator;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** What zeroing a label's most important neurons of a layer did to later layers. */
final class ProbeAblations {
    /**
     * One later layer after one ablation.
     *
     * @param of the ablation
     * @param first whether it is the first of the later layers
     * @param last whether it is the last
     * @param change of its accuracy, or of R² for numbers; below 0 for a loss
     */
    record Change(AblationResult of, boolean first, boolean last, double change) {}

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
                double change = value(later.ablated()) - value(later.intact());
                if (!Double.isNaN(change)) {
                    changes.add(new Change(ablation, i == 0, i == count - 1, change));
                }
            }
        }
        return changes;
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
                                        + " probed anew. Bars near zero mean that the rest of the layer knows it too."),
                        div(each(with, ProbeAblations::chart)).withClass("charts"))
                .withId("zeroing");
    }

    private static DomContent chart(ProbedNetwork network) {
        List<Change> changes = changes(network.result().ablations());
        List<Double> shares = network.result().ablations().stream()
                .map(AblationResult::share)
                .distinct()
                .sorted()
                .toList();
        double[] next = shares.stream()
                .mapToDouble(share -> mean(changes.stream().filter(c -> c.first() && c.of().share() == share)))
                .toArray();
        double[] last = shares.stream()
                .mapToDouble(share -> mean(changes.stream().filter(c -> c.last() && c.of().share() == share)))
                .toArray();
        List<String> names = shares.stream().map(ProbeAblations::top).toList();
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            rows.add(List.of(names.get(i), points(next[i]), points(last[i])));
        }
        return Chart.of(
                network.name(),
                "Change of accuracy, in points, mean over " + labels(network) + ".",
                ChartOptions.bars(
                        "neurons zeroed",
                        names,
                        "points",
                        List.of(
                                new ChartOptions.Bars("next layer", Palette.FIRST, next),
                                new ChartOptions.Bars("last layer", Palette.SECOND, last))),
                List.of("neurons zeroed", "next layer", "last layer"),
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

    /** In points, to a tenth. */
    private static double mean(Stream<Change> changes) {
        OptionalDouble mean = changes.mapToDouble(Change::change).average();
        return mean.isPresent() ? Math.round(1000 * mean.getAsDouble()) / 10.0 : Double.NaN;
    }

    private static String points(double value) {
        return Double.isNaN(value)
                ? Numbers.NOT_MEASURED
                : String.format(Locale.ROOT, "%+.1f", value).replace('-', '−');
    }
}
