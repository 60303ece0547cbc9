package dev.facet.report;

import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.img;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;

import dev.facet.interpret.evaluation.FaceSet;
import dev.facet.interpret.metrics.ChannelScores;
import dev.facet.interpret.metrics.LocationConsistency;
import j2html.tags.DomContent;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** How it was measured, for readers who check such things but do not build them. */
final class MethodSection {
    private MethodSection() {}

    static DomContent of(DemoReport report) {
        ChannelScores scores = report.first().metrics().scores();
        FaceSet faces = report.faces();
        return section(
                        h2("How it was measured"),
                        div(
                                        parts(faces),
                                        dl(
                                                dt("What is a channel?"),
                                                dd(
                                                        "A network looks at a face through many small detectors, its channels."
                                                                + " Each gives a coarse map: high where it finds what it looks for."
                                                                + " Measured were the " + scores.channels()
                                                                + " channels of layer "
                                                                + report.first()
                                                                        .metrics()
                                                                        .layer() + " on " + scores.faces()
                                                                + " faces of " + faces.name() + "."),
                                                dt("Strongest region"),
                                                dd("The map is enlarged to the picture (bilinear) and the tenth of the"
                                                        + " pixels with the highest values is kept. The bar is set for"
                                                        + " every map by itself."),
                                                dt("Part explainability (PEI)"),
                                                dd("The overlap of that region with each of the "
                                                        + scores.parts().size()
                                                        + " parts of the face: common area divided by joint area. The best"
                                                        + " part counts; PEI is the mean over maps."),
                                                dt("Location consistency (LS)"),
                                                dd(String.format(
                                                        Locale.ROOT,
                                                        "For each channel: on which share of the faces does each part fit"
                                                                + " best? Equal shares give 0; always the same part gives"
                                                                + " %.4f, the ceiling. LS is the mean over channels.",
                                                        LocationConsistency.ceiling(
                                                                scores.parts().size()))),
                                                dt("Peaks"),
                                                dd("The map is flooded from above like a landscape; a peak counts if it"
                                                        + " rises at least a tenth of the map's range above the saddle to"
                                                        + " a higher one."),
                                                dt("Dead maps"),
                                                dd("Maps without any signal explain nothing. They are left out of the"
                                                        + " other measures and reported apart, since by the formulas they"
                                                        + " would look perfectly consistent."),
                                                dt("Random"),
                                                dd("The same measures for smooth random blobs in place of the maps: a"
                                                        + " tenth of a face overlaps some part even by chance. For"
                                                        + " verification it is guessing."),
                                                dt("Verification"),
                                                dd("Pairs of pictures, same person or not. The bar for “same” is set on"
                                                        + " all groups of pairs but one and tried on that one, in turn."
                                                        + " People in the pairs were not in training unless a note says"
                                                        + " so."),
                                                dt("Intervals and verdicts"),
                                                dd("Faces are redrawn at random a thousand times (bootstrap); for"
                                                        + " verification the spread over groups is used, for several"
                                                        + " trainings the spread over trainings. Better or worse is said"
                                                        + " only where the interval of the difference, measured on the"
                                                        + " same faces, leaves out zero. With many measures, one in twenty"
                                                        + " would do so by chance.")))
                                .withClass("method"))
                .withId("method");
    }

    private static DomContent parts(FaceSet faces) {
        List<Integer> colours = IntStream.range(0, faces.parts().size())
                .map(Palette::part)
                .boxed()
                .toList();
        return figure(
                        img().withSrc(Pictures.photo(
                                        Overlays.parts(faces.images().get(0), faces.masks(0), colours)))
                                .withAlt("A face with its parts tinted: " + String.join(", ", faces.parts())),
                        figcaption(each(
                                IntStream.range(0, faces.parts().size()).boxed().toList(),
                                part -> span(
                                                span().withClass("swatch")
                                                        .attr("style", "background:" + Palette.css(Palette.part(part))),
                                                span(faces.parts().get(part)))
                                        .withClass("key"))))
                .withClass("parts");
    }
}
