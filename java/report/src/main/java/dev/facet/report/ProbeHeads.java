package dev.facet.report;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.p;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import dev.facet.interpret.probe.ProbeScores;
import dev.facet.interpret.stats.Estimate;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Whole layers told by other classifiers than the study's, on the same scores of partial least squares. */
final class ProbeHeads {
    private static final Map<String, String> NAMES = names();

    private ProbeHeads() {}

    private static Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("qda", "quadratic discriminant analysis");
        names.put("lda", "linear discriminant analysis");
        names.put("logistic", "logistic regression");
        return names;
    }

    /** What a classifier is called on the page. */
    static String title(String head) {
        return NAMES.getOrDefault(head, head);
    }

    /** The study's own classifier: the one that results do not name, as the others are beside it. */
    static String own(ProbedNetwork network) {
        List<String> others = others(network.curves());
        return NAMES.keySet().stream()
                .filter(head -> !others.isEmpty() && !others.contains(head))
                .findFirst()
                .map(ProbeHeads::title)
                .orElse("the study's own");
    }

    /** The other classifiers that some layer was told by. */
    static List<String> others(ProbeCurves curves) {
        TreeSet<String> heads = new TreeSet<>();
        for (String label : curves.labels()) {
            for (int layer = 0; layer < curves.layers().size(); layer++) {
                curves.at(label, layer)
                        .ifPresent(result -> heads.addAll(result.heads().keySet()));
            }
        }
        return List.copyOf(heads);
    }

    /** What layers are chosen by, on the validation pictures. */
    static Optional<Estimate> validation(ProbeCurves curves, String head, String label, int layer) {
        return curves.at(label, layer)
                .flatMap(result -> Optional.ofNullable(result.heads().get(head)))
                .map(ProbeScores::validation)
                .map(ProbeCurves::primary)
                .filter(Estimate::isMeasured);
    }

    /** A table of classifiers, each with its own best layers; nothing where there is but one. */
    static DomContent comparison(ProbeReport report, ProbedNetwork network) {
        List<String> others = others(network.curves());
        if (others.isEmpty()) {
            return text("");
        }
        List<DomContent> rows = new ArrayList<>();
        rows.add(row(own(network) + ", the study's own", network.curves(), null));
        others.forEach(head -> rows.add(row(title(head), network.curves(), head)));
        return div(
                        h3("Which classifier"),
                        p("Each classifier on the same scores of partial least squares, with the layer that suits it best; mean over labels"
                                        + " with classes.")
                                .withClass("meta"),
                        table(
                                caption("Which classifier tells best what " + network.name() + " knows"),
                                thead(tr(
                                        th("Classifier").attr("scope", "col"),
                                        th("Balanced accuracy, test faces").attr("scope", "col"),
                                        th("AUC, test faces").attr("scope", "col"))),
                                tbody(each(rows, row -> row))))
                .withClass("scroll")
                .attr("data-network", String.valueOf(report.networks().indexOf(network)));
    }

    private static DomContent row(String title, ProbeCurves curves, String head) {
        List<ProbeScores> best = curves.labels().stream()
                .filter(label -> !curves.isValue(label))
                .map(label -> best(curves, head, label))
                .flatMap(Optional::stream)
                .toList();
        return tr(th(title).attr("scope", "row"), td(mean(best, ProbeTested.BALANCED)), td(mean(best, "auc")));
    }

    private static Optional<ProbeScores> best(ProbeCurves curves, String head, String label) {
        return IntStream.range(0, curves.layers().size())
                .mapToObj(layer -> curves.at(label, layer))
                .flatMap(Optional::stream)
                .map(result -> head == null ? result.layer() : result.heads().get(head))
                .filter(scores -> scores != null
                        && ProbeCurves.primary(scores.validation()).isMeasured())
                .max((a, b) -> Double.compare(
                        ProbeCurves.primary(a.validation()).value(),
                        ProbeCurves.primary(b.validation()).value()));
    }

    private static String mean(List<ProbeScores> of, String metric) {
        OptionalDouble mean = of.stream()
                .map(ProbeScores::test)
                .filter(Objects::nonNull)
                .map(test -> test.metrics().get(metric))
                .filter(estimate -> estimate != null && estimate.isMeasured())
                .mapToDouble(Estimate::value)
                .average();
        return mean.isPresent()
                ? String.format(Locale.ROOT, "%.1f %%", 100 * mean.getAsDouble())
                : Numbers.NOT_MEASURED;
    }
}
