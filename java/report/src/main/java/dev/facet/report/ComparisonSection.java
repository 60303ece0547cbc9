package dev.facet.report;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.strong;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;
import static j2html.TagCreator.ul;

import dev.facet.interpret.evaluation.MetricComparison;
import dev.facet.interpret.evaluation.MetricComparison.Verdict;
import dev.facet.interpret.metrics.Better;
import dev.facet.interpret.stats.Estimate;
import j2html.tags.DomContent;

/** The headline: what became better or worse, how sure that is, and what chance would give. */
final class ComparisonSection {
    private ComparisonSection() {}

    static DomContent of(DemoReport report) {
        return section(
                        h2("What changed"),
                        p(verdictLine(report)).withClass("verdict"),
                        each(report.frame().notes(), note -> p(note).withClass("note")),
                        legend(report),
                        table(
                                        caption("Each measure with its 95 % interval: the range that would hold the"
                                                + " true value in 95 of 100 repetitions. Random: what maps without any"
                                                + " meaning, or guessing, would give."
                                                + (withUntrained(report)
                                                        ? " Untrained: the same network before it has learned anything."
                                                        : "")),
                                        thead(tr(
                                                th("Measure").attr("scope", "col"),
                                                th(report.first().name()).attr("scope", "col"),
                                                th(report.second().name()).attr("scope", "col"),
                                                th("Difference").attr("scope", "col"),
                                                th("Random").attr("scope", "col"),
                                                iff(
                                                        withUntrained(report),
                                                        th("Untrained").attr("scope", "col")),
                                                th("In a picture").attr("scope", "col"))),
                                        tbody(each(report.comparison(), line -> row(report, line))))
                                .withClass("comparison"),
                        iff(!report.seeds().isEmpty(), seeds(report)))
                .withId("result");
    }

    private static boolean withUntrained(DemoReport report) {
        return report.comparison().stream().anyMatch(line -> line.untrained().isMeasured());
    }

    private static String verdictLine(DemoReport report) {
        long better = count(report, Verdict.BETTER);
        long worse = count(report, Verdict.WORSE);
        long unclear = report.comparison().size() - better - worse;
        return String.format(
                "Of %d measures, %d %s better with %s, %d %s worse, and for %d the difference is too small to tell.",
                report.comparison().size(),
                better,
                better == 1 ? "is" : "are",
                report.second().name(),
                worse,
                worse == 1 ? "is" : "are",
                unclear);
    }

    private static long count(DemoReport report, Verdict verdict) {
        return report.comparison().stream()
                .filter(line -> line.verdict() == verdict)
                .count();
    }

    private static DomContent legend(DemoReport report) {
        return p(
                        span().withClass("swatch first"),
                        span(
                                strong(report.first().name()),
                                span(" — " + report.first().training())),
                        span().withClass("swatch second"),
                        span(
                                strong(report.second().name()),
                                span(" — " + report.second().training())))
                .withClass("legend networks");
    }

    private static DomContent row(DemoReport report, MetricComparison line) {
        return tr(
                th(div(line.label()).withClass("label"), div(line.meaning()).withClass("meaning"))
                        .attr("scope", "row"),
                cell(report.first().name(), line.key(), line.first()),
                cell(report.second().name(), line.key(), line.second()),
                td(
                                div(Numbers.signed(line.key(), line.difference().value()))
                                        .withClass("value"),
                                div(Numbers.signedInterval(line.key(), line.difference()))
                                        .withClass("interval"),
                                chip(line.verdict()))
                        .attr("data-label", "Difference"),
                td(div(Numbers.value(line.key(), line.chance().value())).withClass("value chance"))
                        .attr("data-label", "Random"),
                iff(
                        withUntrained(report),
                        td(div(Numbers.value(line.key(), line.untrained().value()))
                                        .withClass("value chance"))
                                .attr("data-label", "Untrained")),
                td(Whiskers.of(line, report.first().name(), report.second().name()), better(line.better()))
                        .withClass("picture"));
    }

    private static DomContent cell(String network, String metric, Estimate estimate) {
        return td(
                        div(Numbers.value(metric, estimate.value())).withClass("value"),
                        div(Numbers.interval(metric, estimate)).withClass("interval"))
                .attr("data-label", network);
    }

    private static DomContent chip(Verdict verdict) {
        return switch (verdict) {
            case BETTER -> span("▲ better").withClass("chip better");
            case WORSE -> span("▼ worse").withClass("chip worse");
            case UNCLEAR -> span("≈ no clear difference").withClass("chip unclear");
        };
    }

    private static DomContent better(Better better) {
        return div(switch (better) {
                    case HIGHER -> "better →";
                    case LOWER -> "← better";
                    case NEITHER -> "no better side";
                })
                .withClass("direction");
    }

    private static DomContent seeds(DemoReport report) {
        return details(
                summary("The single trainings behind these numbers"),
                ul(each(
                        report.seeds(),
                        row -> li(String.format(
                                "seed %d, %s: %s %s, %s %s",
                                row.seed(),
                                row.metric().replace('_', ' '),
                                report.first().name(),
                                Numbers.value(row.metric(), row.first()),
                                report.second().name(),
                                Numbers.value(row.metric(), row.second()))))));
    }
}
