package dev.facet.report;

import static j2html.TagCreator.button;
import static j2html.TagCreator.caption;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.small;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import dev.facet.interpret.probe.BaselineResult;
import dev.facet.interpret.probe.BestOf;
import dev.facet.interpret.probe.BestOf.Best;
import dev.facet.interpret.probe.ProbedLayer;
import dev.facet.interpret.stats.Estimate;
import dev.facet.report.ProbeTested.Which;
import j2html.tags.DomContent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The best layer, channel and neuron of every label, on the test faces, and what is left of the layer in one unit. */
final class BestSection {
    private BestSection() {}

    static DomContent of(ProbeReport report) {
        return section(
                        h2("The best of each label"),
                        p(
                                "Chosen on the validation faces, reported on test faces that nothing has seen before, with 95 %"
                                        + " intervals. Relative: how much of the whole layer's score one channel, or one neuron,"
                                        + " reaches by itself. Test faces are not balanced: balanced accuracy and AUC say more than"
                                        + " accuracy where a label is rare. The untrained network and raw pixels are scored on the"
                                        + " validation faces, of other people."
                                        + report.baseline()
                                                .map(of -> " Trained for it: what " + of.network()
                                                        + ", which learned all these labels at once, tells by its own"
                                                        + " outputs on the same test faces, balanced (its threshold is the"
                                                        + " best of the validation faces).")
                                                .orElse("")),
                        each(report.networks(), network -> network(report, network)))
                .withId("best");
    }

    private static DomContent network(ProbeReport report, ProbedNetwork network) {
        return div(
                        iff(report.networks().size() > 1, h3(network.name())),
                        div(table(
                                                caption("Best layer, channel and neuron of " + network.name()
                                                        + " by label."
                                                        + " Click a heading to sort, a label to see it."),
                                                thead(tr(
                                                        heading("Label"),
                                                        heading("Best layer"),
                                                        heading("Balanced accuracy"),
                                                        heading("AUC"),
                                                        heading("Best channel"),
                                                        heading("relative"),
                                                        heading("Best neuron"),
                                                        heading("relative"),
                                                        iff(
                                                                network.untrained()
                                                                        .isPresent(),
                                                                heading("Untrained (validation)")),
                                                        iff(
                                                                network.pixels().isPresent(),
                                                                heading("Raw pixels (validation)")),
                                                        iff(report.baseline().isPresent(), heading("Trained for it")))),
                                                tbody(each(
                                                        Arrays.asList(FaceAttributes.Group.values()),
                                                        group -> group(report, network, group))))
                                        .withClass("best"))
                                .withClass("scroll"))
                .attr("data-network", String.valueOf(report.networks().indexOf(network)));
    }

    private static DomContent heading(String words) {
        return th(button(words).attr("type", "button")).attr("scope", "col");
    }

    private static DomContent group(ProbeReport report, ProbedNetwork network, FaceAttributes.Group group) {
        List<BestOf> rows = network.best().stream()
                .filter(best -> FaceAttributes.group(best.label()) == group)
                .filter(best -> network.curves().labels().contains(best.label()))
                .toList();
        if (rows.isEmpty()) {
            return text("");
        }
        int columns = 8
                + (network.untrained().isPresent() ? 1 : 0)
                + (network.pixels().isPresent() ? 1 : 0)
                + (report.baseline().isPresent() ? 1 : 0);
        return each(
                tr(th(group.title() + means(rows))
                                .attr("colspan", String.valueOf(columns))
                                .attr("scope", "colgroup"))
                        .withClass("group"),
                each(rows, best -> row(report, network, best)));
    }

    /** The means of a group of labels with classes. */
    private static String means(List<BestOf> rows) {
        List<String> parts = List.of(
                        mean("layer", rows, Which.LAYER),
                        mean("channel", rows, Which.CHANNEL),
                        mean("neuron", rows, Which.NEURON))
                .stream()
                .filter(part -> !part.isEmpty())
                .toList();
        return parts.isEmpty() ? "" : ", mean " + String.join(", ", parts);
    }

    private static String mean(String what, List<BestOf> rows, Which which) {
        return Arrays.stream(ProbeTested.values(rows, which)).average().stream()
                .mapToObj(v -> String.format(Locale.ROOT, "%s %.1f %%", what, 100 * v))
                .findFirst()
                .orElse("");
    }

    private static DomContent row(ProbeReport report, ProbedNetwork network, BestOf best) {
        String label = best.label();
        boolean value = network.curves().isValue(label);
        String main = value ? "r_squared" : ProbeTested.BALANCED;
        return tr(
                th(ProbeSections.show(network.curves().labels().indexOf(label), FaceAttributes.title(label)))
                        .attr("scope", "row"),
                td(best.layer() == null ? Numbers.NOT_MEASURED : best.layer().layer()),
                cell(ProbeTested.of(best, Which.LAYER, main), value),
                cell(ProbeTested.of(best, Which.LAYER, "auc"), false),
                unit(network, best, Which.CHANNEL, main, value),
                relative(best, Which.CHANNEL, main),
                unit(network, best, Which.NEURON, main, value),
                relative(best, Which.NEURON, main),
                iff(network.untrained().isPresent(), control(network.untrained(), label, best, value)),
                iff(network.pixels().isPresent(), pixels(network, label, value)),
                iff(report.baseline().isPresent(), supervised(report, label)));
    }

    private static DomContent cell(Optional<Estimate> estimate, boolean value) {
        return td(
                        text(estimate.map(e -> number(e.value(), value)).orElse(Numbers.NOT_MEASURED)),
                        small(estimate.flatMap(Estimate::interval)
                                .map(i -> number(i.low(), value) + " to " + number(i.high(), value))
                                .orElse("")))
                .attr("data-value", estimate.map(e -> String.valueOf(e.value())).orElse(""));
    }

    private static DomContent plain(Optional<Estimate> estimate, boolean value) {
        return td(estimate.map(e -> number(e.value(), value)).orElse(Numbers.NOT_MEASURED))
                .attr("data-value", estimate.map(e -> String.valueOf(e.value())).orElse(""));
    }

    private static DomContent unit(ProbedNetwork network, BestOf of, Which which, String metric, boolean value) {
        Best best = which.of(of);
        Optional<Estimate> estimate = ProbeTested.of(of, which, metric);
        return td(
                        text(estimate.map(e -> number(e.value(), value)).orElse(Numbers.NOT_MEASURED)),
                        small(best == null ? "" : best.layer()),
                        small(best == null ? "" : place(network, best, which)))
                .attr("data-value", estimate.map(e -> String.valueOf(e.value())).orElse(""));
    }

    /** Which channel; of a neuron among maps also its column and row, from 1. */
    private static String place(ProbedNetwork network, Best best, Which which) {
        ProbedLayer layer = network.curves()
                .layers()
                .get(network.curves().indexOf(best.layer()).orElseThrow());
        if (which == Which.CHANNEL || !layer.hasMaps()) {
            return "channel " + best.unit();
        }
        int place = best.unit() / layer.channels();
        return "channel %d at %d, %d"
                .formatted(best.unit() % layer.channels(), place % layer.width() + 1, place / layer.width() + 1);
    }

    private static DomContent relative(BestOf best, Which unit, String metric) {
        Optional<Double> share = ProbeTested.of(best, unit, metric)
                .flatMap(u -> ProbeTested.of(best, Which.LAYER, metric).map(l -> u.value() / l.value()));
        return td(share.map(Numbers::percent).orElse(Numbers.NOT_MEASURED))
                .attr("data-value", share.map(String::valueOf).orElse(""));
    }

    /** What the control's layer of the same name scores on the validation faces. */
    private static DomContent control(Optional<ProbeCurves> control, String label, BestOf best, boolean value) {
        Optional<Estimate> estimate = best.layer() == null
                ? Optional.empty()
                : control.flatMap(of -> of.indexOf(best.layer().layer()))
                        .flatMap(at -> control.get().validation(ProbeKind.LAYER, label, at));
        return plain(estimate, value);
    }

    private static DomContent pixels(ProbedNetwork network, String label, boolean value) {
        return plain(network.pixels().flatMap(of -> of.validation(ProbeKind.LAYER, label, 0)), value);
    }

    /** What the network that was trained on the label tells on the test faces, balanced, with its AUC. */
    private static DomContent supervised(ProbeReport report, String label) {
        Optional<BaselineResult.Told> told = report.baseline(label);
        Optional<Estimate> balanced = told.flatMap(of -> of.tested(ProbeTested.BALANCED));
        return td(
                        text(balanced.map(e -> number(e.value(), false)).orElse(Numbers.NOT_MEASURED)),
                        small(told.flatMap(of -> of.tested("auc"))
                                .map(auc -> "AUC " + number(auc.value(), false))
                                .orElse("")))
                .attr("data-value", balanced.map(e -> String.valueOf(e.value())).orElse(""));
    }

    private static String number(double v, boolean value) {
        return String.format(Locale.ROOT, value ? "%.3f" : "%.1f %%", value ? v : 100 * v)
                .replace('-', '−');
    }
}
