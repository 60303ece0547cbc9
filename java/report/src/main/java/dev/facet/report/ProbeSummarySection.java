package dev.facet.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.label;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.select;
import static j2html.TagCreator.small;
import static j2html.TagCreator.span;
import static j2html.TagCreator.strong;
import static j2html.TagCreator.text;
import static j2html.TagCreator.ul;

import dev.facet.interpret.stats.Estimate;
import dev.facet.report.ProbeTested.Which;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The study in a few numbers, and which of the thesis' findings hold. */
final class ProbeSummarySection {
    private ProbeSummarySection() {}

    static DomContent of(ProbeReport report) {
        return section(
                        h2("At a glance"),
                        div(label(text("Network"), select().withId("network"))).withClass("choices"),
                        each(report.frame().notes(), note -> p(note).withClass("note")),
                        each(report.networks(), network -> network(report, network)))
                .withId("glance");
    }

    private static DomContent network(ProbeReport report, ProbedNetwork network) {
        List<ProbeFindings.Finding> findings = ProbeFindings.of(network);
        return div(
                        div(each(numbers(report, network), tile -> tile)).withClass("tiles-of-numbers"),
                        iff(!findings.isEmpty(), h3("What the probing thesis found, and what is seen here")),
                        ul(each(
                                        findings,
                                        finding -> li(text(finding.claim()), small(finding.numbers()))
                                                .withClass(
                                                        finding.verdict().name().toLowerCase(Locale.ROOT))))
                                .withClass("findings"))
                .attr("data-network", String.valueOf(report.networks().indexOf(network)));
    }

    private static List<DomContent> numbers(ProbeReport report, ProbedNetwork network) {
        List<DomContent> tiles = new ArrayList<>();
        tiles.add(number(
                String.valueOf(network.curves().labels().size()),
                "labels at " + network.curves().layers().size() + " layers of "
                        + network.result().architecture()));
        add(
                tiles,
                ProbeFindings.mean(network.best(), Which.LAYER),
                "balanced accuracy of the best layer, mean over labels");
        add(tiles, ProbeFindings.mean(network.best(), Which.CHANNEL), "of the best single channel");
        add(tiles, ProbeFindings.mean(network.best(), Which.NEURON), "of the best single neuron");
        add(tiles, best(network.untrained()), "of the untrained network's best layer, on the validation faces");
        add(tiles, best(network.pixels()), "of raw pixels, on the validation faces");
        add(tiles, supervised(report), "of a network trained on the labels themselves");
        return tiles;
    }

    private static void add(List<DomContent> tiles, OptionalDouble share, String words) {
        share.ifPresent(v -> tiles.add(number(String.format(Locale.ROOT, "%.1f %%", 100 * v), words)));
    }

    /** The mean over labels with classes of the best layer's accuracy on the validation faces, which are balanced. */
    private static OptionalDouble best(Optional<ProbeCurves> control) {
        return control.stream()
                .flatMap(curves -> curves.labels().stream()
                        .filter(label -> !curves.isValue(label))
                        .map(curves::best)
                        .flatMap(Optional::stream))
                .mapToDouble(Double::doubleValue)
                .average();
    }

    /** The mean over labels of the balanced accuracy of the network that was trained on them. */
    private static OptionalDouble supervised(ProbeReport report) {
        return report.baseline().stream()
                .flatMap(of -> of.labels().stream())
                .flatMap(told -> told.tested(ProbeTested.BALANCED).stream())
                .mapToDouble(Estimate::value)
                .average();
    }

    private static DomContent number(String value, String words) {
        return div(strong(value), span(words)).withClass("number");
    }
}
