package dev.facet.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.img;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;

import dev.facet.interpret.maps.DeadMaps;
import dev.facet.interpret.metrics.Peaks;
import dev.facet.interpret.overlay.MapSheet;
import j2html.tags.DomContent;
import java.util.stream.IntStream;

/** The raw maps of both networks on the same face, without any face in the way. */
final class RawMapsSection {
    private static final int FACE = 0;

    private RawMapsSection() {}

    static DomContent of(DemoReport report) {
        return section(
                        h2("The raw maps, side by side"),
                        p(
                                "What the channels say about the face above, cell by cell, before anything is cut or enlarged:"
                                        + " every few channels in the order of the network. Fewer and rounder dark spots are"
                                        + " easier to explain. Under each map stands its number of peaks."),
                        p(
                                        span("lowest"),
                                        span().withClass("scale").attr("style", "background:" + ColourScale.css()),
                                        span("highest value of the map"))
                                .withClass("legend"),
                        div(each(report.networks(), network -> sheet(report, network)))
                                .withClass("pair"))
                .withId("maps");
    }

    private static DomContent sheet(DemoReport report, NetworkReport network) {
        MapSheet sheet = network.raw();
        return div(
                h3(
                        span().withClass("swatch " + (network == report.first() ? "first" : "second")),
                        span(network.name()),
                        span(sheet.layer() + ", " + sheet.mapHeight() + "×" + sheet.mapWidth() + " cells")
                                .withClass("aside")),
                div(each(IntStream.range(0, sheet.channels().size()).boxed().toList(), row -> map(network, row)))
                        .withClass("maps"));
    }

    private static DomContent map(NetworkReport network, int row) {
        MapSheet sheet = network.raw();
        float[] map = sheet.map(row, FACE);
        boolean dead = DeadMaps.isDead(map);
        int peaks = Peaks.of(map, sheet.mapHeight(), sheet.mapWidth()).count(Peaks.DEFAULT_RHO);
        String words = dead ? "dead" : peaks + (peaks == 1 ? " peak" : " peaks");
        return figure(
                        img().withSrc(Pictures.exact(Overlays.cells(map, sheet.mapHeight(), sheet.mapWidth())))
                                .withAlt("Map of channel " + sheet.channels().get(row) + " of " + network.name() + ": "
                                        + words)
                                .withTitle("channel " + sheet.channels().get(row)),
                        figcaption(iff(!dead, span(String.valueOf(peaks))), iff(dead, span("dead"))))
                .withClass(dead ? "map dead" : "map");
    }
}
