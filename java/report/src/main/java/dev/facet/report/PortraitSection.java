package dev.facet.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.img;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.strong;

import dev.facet.faces.Image;
import dev.facet.interpret.overlay.MapSheet;
import j2html.tags.DomContent;
import java.util.stream.IntStream;

/** One face, seen through many channels of each network. */
final class PortraitSection {
    private static final int FACE = 0;

    private PortraitSection() {}

    static DomContent of(DemoReport report) {
        Image face = report.first().portrait().faces().get(FACE);
        return section(
                        h2("One face, many channels"),
                        p(
                                "Every picture is the same face. In colour is the tenth of it where one channel of the network"
                                        + " is strongest; the rest is faded. For each part of the face the channel that keeps to"
                                        + " it most faithfully comes first. Under each: the part it fits best, on how many faces, and how well it fits there on"
                                        + " average (0 to 1)."),
                        div(
                                        figure(
                                                        img().withSrc(Pictures.photo(Overlays.plain(face)))
                                                                .withAlt("The face as the networks see it"),
                                                        figcaption("the face"))
                                                .withClass("subject"),
                                        div(each(report.networks(), network -> strip(report, network)))
                                                .withClass("strips"))
                                .withClass("portrait"))
                .withId("one-face");
    }

    private static DomContent strip(DemoReport report, NetworkReport network) {
        MapSheet sheet = network.portrait();
        return div(
                h3(
                        span().withClass("swatch " + (network == report.first() ? "first" : "second")),
                        span(network.name())),
                div(each(IntStream.range(0, sheet.channels().size()).boxed().toList(), row -> channel(network, row)))
                        .withClass("tiles"));
    }

    private static DomContent channel(NetworkReport network, int row) {
        MapSheet sheet = network.portrait();
        int channel = sheet.channels().get(row);
        String part = Captions.favourite(network.metrics().scores(), channel);
        Image picture = Overlays.region(sheet.faces().get(FACE), sheet.top(row, FACE));
        return figure(
                img().withSrc(Pictures.photo(picture))
                        .withAlt("Where channel " + channel + " of " + network.name() + " is strongest on this face")
                        .attr("loading", "lazy"),
                figcaption(strong("channel " + channel), span(part).withClass("part")));
    }
}
