package dev.facet.report;

import static j2html.TagCreator.body;
import static j2html.TagCreator.document;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.title;

import j2html.tags.DomContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The page around the sections: head, styles, charts library and scripts, all inline. */
final class ReportPage {
    private static final String WEBJAR = "/META-INF/maven/org.webjars.npm/echarts/pom.properties";

    private ReportPage() {}

    static String render(DemoReport report) {
        return document(html(
                        head(
                                meta().withCharset("utf-8"),
                                meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                                title(report.title()),
                                style()),
                        body(
                                header(
                                        h1(report.title()),
                                        p(report.lead()).withClass("lead"),
                                        p(report.created()).withClass("meta")),
                                main(
                                        ComparisonSection.of(report),
                                        PortraitSection.of(report),
                                        GallerySection.of(report),
                                        RawMapsSection.of(report),
                                        TrainingSection.of(report),
                                        DetailSection.of(report),
                                        MethodSection.of(report),
                                        ProvenanceSection.of(report)),
                                footer(p("Written by Facet. This file is complete: it needs no network connection.")),
                                script(resource(chartsLibrary())),
                                script(resource("report.js"))))
                .attr("lang", "en"));
    }

    private static DomContent style() {
        return rawHtml("<style>" + resource("report.css") + "</style>");
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
