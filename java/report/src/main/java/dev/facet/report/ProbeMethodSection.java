package dev.facet.report;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.li;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.section;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.tr;
import static j2html.TagCreator.ul;

import dev.facet.interpret.probe.LabelSummary;
import dev.facet.interpret.probe.LayerResult;
import j2html.tags.DomContent;
import java.util.List;

/** How it was done, and what was left out. */
final class ProbeMethodSection {
    private ProbeMethodSection() {}

    static DomContent of(ProbeReport report) {
        return section(
                        h2("How it was done"),
                        dl(
                                dt("Probe"),
                                dd(
                                        "Partial least squares finds the few directions in a layer's neurons, all brought to the same"
                                                + " variance unless told otherwise, that go with the label;"
                                                + " a classifier (quadratic discriminant analysis, unless told otherwise) is fitted on"
                                                + " the scores. A channel or neuron by itself goes to the classifier as it is."),
                                dt("Samples"),
                                dd(
                                        "For each label as many faces of each class, of different people to fit on and to choose by."
                                                + " Layers, channels and neurons are chosen by the validation faces only; test faces"
                                                + " only report."),
                                dt("VIP"),
                                dd(
                                        "Variable importance in projection: how much a neuron weighs in the directions, each by what"
                                                + " it explains of the label. The mean of its squares over a layer is 1. A channel's is"
                                                + " the mean of its neurons'."),
                                dt("Best channel or neuron alone"),
                                dd(
                                        "The best of the most important ones, chosen on the validation faces. Over depth it is drawn"
                                                + " by its score on the same faces and so a little too good; the table of the best is"
                                                + " not."),
                                dt("Untrained network"),
                                dd(
                                        "The same architecture with random weights: what a layer tells because of how it is wired, not"
                                                + " because of what it has learned."),
                                dt("Shuffled labels"),
                                dd(
                                        "The same probes fitted on labels dealt anew among the faces: the level of chance, with all"
                                                + " that fitting adds to it."),
                                dt("Raw pixels"),
                                dd("The same probe on the picture itself."),
                                dt("Intervals"),
                                dd(
                                        "95 %, with whole people drawn where people are known, since pictures of one person resemble"
                                                + " each other.")),
                        iff(!report.leftOut().isEmpty(), h3("Labels that were left out or fitted on fewer faces")),
                        ul(each(
                                report.leftOut(),
                                label -> li(FaceAttributes.title(label.label()) + ": " + why(label)))),
                        each(report.networks(), ProbeMethodSection::network))
                .withId("method");
    }

    private static String why(LabelSummary label) {
        return label.skipped() == null ? label.warning() : label.skipped();
    }

    private static DomContent network(ProbedNetwork network) {
        List<LayerResult> failed = network.result().layers().stream()
                .filter(layer -> layer.failure() != null)
                .toList();
        return details(
                summary("How the layers of " + network.name() + " were probed"),
                iff(
                        !failed.isEmpty(),
                        div(table(
                                        caption("Layers that could not be probed"),
                                        tbody(each(
                                                failed,
                                                layer -> tr(
                                                        th(layer.layer().name()).attr("scope", "row"),
                                                        td(layer.failure()))))))
                                .withClass("scroll")),
                pre(String.join("\n", network.result().plan())));
    }
}
