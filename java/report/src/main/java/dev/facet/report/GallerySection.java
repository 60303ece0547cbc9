package dev.facet.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.img;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.strong;

import dev.facet.interpret.metrics.ChannelScores;
import dev.facet.interpret.overlay.MapSheet;
import j2html.tags.DomContent;
import java.util.stream.IntStream;

/** Rows of channels over columns of faces, for each network. */
final class GallerySection {
    private GallerySection() {}

    static DomContent of(DemoReport report) {
        return section(
                        h2("One channel, many faces"),
                        p("Each row follows one channel over different people. A channel that has learned something"
                                + " stable stays on one part of the face; one that has not wanders. The channels are not"
                                + " hand-picked: from top to bottom they are spread evenly from the most to the least"
                                + " consistent living channel of the layer."),
                        div(each(report.networks(), network -> gallery(report, network)))
                                .withClass("pair"))
                .withId("channels");
    }

    private static DomContent gallery(DemoReport report, NetworkReport network) {
        MapSheet sheet = network.gallery();
        return div(
                        h3(
                                span().withClass("swatch " + (network == report.first() ? "first" : "second")),
                                span(network.name())),
                        each(IntStream.range(0, sheet.channels().size()).boxed().toList(), row -> row(network, row)))
                .withClass("gallery");
    }

    private static DomContent row(NetworkReport network, int row) {
        MapSheet sheet = network.gallery();
        int channel = sheet.channels().get(row);
        ChannelScores scores = network.metrics().scores();
        return div(
                        p(
                                strong("channel " + channel),
                                span(Captions.favourite(scores, channel)).withClass("part")),
                        div(each(
                                        IntStream.range(0, sheet.faces().size())
                                                .boxed()
                                                .toList(),
                                        face -> img().withSrc(Pictures.photo(Overlays.region(
                                                        sheet.faces().get(face), sheet.top(row, face))))
                                                .withAlt("Channel " + channel + " of " + network.name() + " on face "
                                                        + (face + 1) + ": " + Captions.on(scores, face, channel))
                                                .withTitle("best fit: " + Captions.on(scores, face, channel))
                                                .attr("loading", "lazy")))
                                .withClass("faces")
                                .attr("style", "--faces:" + sheet.faces().size()))
                .withClass("channel");
    }
}
