package dev.facet.report;

import static j2html.TagCreator.button;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.label;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.select;
import static j2html.TagCreator.strong;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;

/** The sections that the page's script fills from {@link ProbeData}. */
final class ProbeSections {
    private ProbeSections() {}

    static DomContent depth(ProbeReport report) {
        return section(
                        h2("How much each depth tells"),
                        p(
                                "Each point is a probe: partial least squares and a classifier on what one layer gives, fitted on as"
                                        + " many faces of each class, such as with glasses and without, and scored on faces of other"
                                        + " people, as balanced. By guessing one face is right in as many as there are classes: half of"
                                        + " them where a label is yes or no. Means are over the labels with classes."),
                        choices(choice("average-group", "Labels"), choice("head", "Classifier")),
                        chart(
                                "averages",
                                "Accuracy over depth",
                                "The mean over labels, on the validation faces.",
                                true),
                        div(
                                        chart(
                                                "groups",
                                                "By kind of attribute",
                                                "Whole layers. Primary: the shape of the face; soft: sex, age, hair, beard;"
                                                        + " non-biometric: what one puts on or does.",
                                                false),
                                        report.hasHair()
                                                ? chart("hair", "Colours of hair", "Whole layers.", false)
                                                : text(""),
                                        report.hasSkips()
                                                ? chart(
                                                        "skips",
                                                        "Around skip connections",
                                                        "The end of a branch knows less than the sum that the skip"
                                                                + " connection makes of it, wherever the dots zigzag.",
                                                        false)
                                                : text(""))
                                .withClass("charts"),
                        each(report.networks(), network -> ProbeHeads.comparison(report, network)))
                .withId("depth");
    }

    static DomContent heat() {
        return section(
                        h2("Every label at every layer"),
                        p("A row is a label, a column a layer, from the picture to the end. Point at a cell to read it;"
                                + " click it to see what is behind it."),
                        choices(choice("heat-kind", "Probe")),
                        div().withId("heat").withClass("heat"),
                        div().withId("heat-ramp").withClass("ramp"))
                .withId("all");
    }

    static DomContent one() {
        return section(
                        h2("One label, one layer"),
                        choices(choice("one-label", "Label"), choice("one-layer", "Layer")),
                        div(
                                        chart("one-chart", "Accuracy over depth", "", true, "one-words"),
                                        div(
                                                h3("Where in the picture"),
                                                div().withId("layer-place"),
                                                p().withId("layer-words").withClass("meta"),
                                                p().withId("layer-legend").withClass("meta")))
                                .withClass("explorer"),
                        div().withId("layer-units").withClass("units"),
                        div().withId("layer-seen").withClass("seen"))
                .withId("one");
    }

    static DomContent importance(ProbeReport report) {
        if (!report.hasRelations()) {
            return text("");
        }
        return section(
                        h2("Does importance tell what a neuron does?"),
                        p(
                                "Neurons spread over the range of VIP (variable importance in projection) were probed one by one."
                                        + " Dots on a rising line mean that importance, which costs next to nothing, finds the neurons"
                                        + " that tell the label by themselves; mean activation is the usual rival. Choose another label"
                                        + " above."),
                        div(
                                        chart("vip-accuracy", "Accuracy by VIP", "", false, "vip-words"),
                                        chart(
                                                "activation-accuracy",
                                                "Accuracy by mean activation",
                                                "",
                                                false,
                                                "mean-words"),
                                        chart(
                                                "vip-histogram",
                                                "How importance is spread",
                                                "",
                                                false,
                                                "histogram-words"))
                                .withClass("charts"))
                .withId("importance");
    }

    static DomContent places(ProbeReport report) {
        return section(
                        h2("Where in the picture the best neurons look"),
                        p(
                                "The cells of the most important neurons of all layers with maps, label by label"
                                        + (report.face().isPresent() ? ", over the mean of the faces tested on." : ".")
                                        + " A neuron sees more of the picture than its cell, the more so the deeper its layer."),
                        div().withId("places").withClass("places"))
                .withId("places-section");
    }

    private static DomContent choices(DomContent... choices) {
        return div(choices).withClass("choices");
    }

    private static DomContent choice(String id, String words) {
        return label(text(words), select().withId(id));
    }

    private static DomContent chart(String id, String title, String words, boolean tall) {
        return chart(id, title, words, tall, id + "-words");
    }

    private static DomContent chart(String id, String title, String words, boolean tall, String wordsId) {
        return figure(
                        figcaption(strong(title), div(words).withId(wordsId)),
                        div().withId(id)
                                .withClass(tall ? "canvas tall" : "canvas")
                                .attr("role", "img")
                                .attr("aria-label", title + (words.isEmpty() ? "" : ". " + words)))
                .withClass("chart");
    }

    /** A button that shows a label in the section of one. */
    static DomContent show(int label, String title) {
        return button(title).attr("type", "button").attr("data-label", String.valueOf(label));
    }
}
