package dev.facet.report;

import static j2html.TagCreator.body;
import static j2html.TagCreator.document;
import static j2html.TagCreator.each;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.title;

import j2html.TagCreator;
import j2html.tags.DomContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;

/** The page around the sections: head, styles, charts library and scripts, all inline. */
final class ReportPage {
    private static final String WEBJAR = "/META-INF/maven/org.webjars.npm/echarts/pom.properties";

    private ReportPage() {}

    static String render(DemoReport report) {
        return page(
                head(report.frame().title(), "report.css"),
                heading(
                        report.frame().title(),
                        report.frame().lead(),
                        report.frame().created()),
                main(
                        ComparisonSection.of(report),
                        PortraitSection.of(report),
                        GallerySection.of(report),
                        RawMapsSection.of(report),
                        TrainingSection.of(report),
                        DetailSection.of(report),
                        MethodSection.of(report),
                        ProvenanceSection.of(
                                report.frame().commands(), report.frame().provenance())),
                script(resource("report.js")));
    }

    static String render(ProbeReport report) {
        return page(
                head(report.frame().title(), "report.css", "probe.css"),
                heading(
                        report.frame().title(),
                        report.frame().lead(),
                        report.frame().created()),
                main(
                        ProbeSummarySection.of(report),
                        ProbeSections.depth(report),
                        ProbeSections.heat(),
                        ProbeSections.one(),
                        BestSection.of(report),
                        ProbeSections.importance(report),
                        ProbeAblations.section(report),
                        ProbeSections.places(report),
                        ProbeMethodSection.of(report),
                        ProvenanceSection.of(
                                report.frame().commands(), report.frame().provenance()),
                        // Gson writes < > & as \\u escapes, so that no text can end the element.
                        rawHtml("<script type=\"application/json\" id=\"probe-data\">" + ProbeData.of(report)
                                + "</script>")),
                script(resource("report.js")),
                script(resource("probe.js")));
    }

    private static String page(DomContent head, DomContent heading, DomContent main, DomContent... scripts) {
        return document(html(
                        head,
                        body(
                                heading,
                                main,
                                footer(p("Written by Facet. This file is complete: it needs no network connection.")),
                                script(resource(chartsLibrary())),
                                each(List.of(scripts), script -> script)))
                .attr("lang", "en"));
    }

    private static DomContent head(String title, String... styles) {
        return TagCreator.head(
                meta().withCharset("utf-8"),
                meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                title(title),
                each(List.of(styles), name -> rawHtml("<style>" + resource(name) + "</style>")));
    }

    private static DomContent heading(String title, String lead, String created) {
        return header(h1(title), p(lead).withClass("lead"), p(created).withClass("meta"));
    }

    private static DomContent script(String code) {
        // A closing tag inside the code would end the element early.
        return rawHtml("<script>" + code.replace("</script", "<\\/script") + "</script>");
    }

    /** The WebJar keeps its files in a folder named by its version. */
    private static String chartsLibrary() {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(resource(WEBJAR)));
        } catch (IOException e) {
            throw new UncheckedIOException(WEBJAR + " cannot be read from the class path", e);
        }
        return "/META-INF/resources/webjars/echarts/" + properties.getProperty("version")
                + "/dist/echarts.common.min.js";
    }

    private static String resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the class path: is facet-report complete?");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read from the class path", e);
        }
    }
}
