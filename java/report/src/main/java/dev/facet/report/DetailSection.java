package dev.facet.report;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import dev.facet.interpret.maps.RandomBaseline;
import dev.facet.interpret.metrics.ChannelMetric;
import dev.facet.interpret.metrics.ChannelScores;
import dev.facet.interpret.metrics.ChannelStatistics;
import dev.facet.interpret.metrics.LocationConsistency;
import dev.facet.interpret.metrics.Peaks;
import dev.facet.interpret.stats.Estimate;
import dev.facet.interpret.stats.RunningHistogram;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The distributions behind the averages, and every measure in full. */
final class DetailSection {
    private static final int BINS = 12;

    private DetailSection() {}

    static DomContent of(DemoReport report) {
        return section(
                        h2("Behind the averages"),
                        div(
                                        consistency(report),
                                        peaks(report),
                                        div(parts(report)).withClass("wide"))
                                .withClass("charts"),
                        details(
                                summary("Every measure of both networks"),
                                div(fullTable(report)).withClass("scroll")))
                .withId("details");
    }

    private static DomContent consistency(DemoReport report) {
        double ceiling = LocationConsistency.ceiling(
                report.first().metrics().scores().parts().size());
        return histogram(
                report,
                "How consistent single channels are",
                String.format(
                        Locale.ROOT, "Channels by location consistency, from roaming (0) to faithful (%.3f).", ceiling),
                "location consistency of a channel",
                0,
                ceiling,
                BINS,
                3,
                ChannelStatistics::lsOfChannels);
    }

    private static DomContent peaks(DemoReport report) {
        double most = report.networks().stream()
                .flatMapToDouble(n -> Arrays.stream(
                        ChannelStatistics.peaksOfChannels(n.metrics().scores(), Peaks.DEFAULT_RHO)))
                .filter(v -> !Double.isNaN(v))
                .max()
                .orElse(1);
        double high = Math.max(2, Math.ceil(most));
        return histogram(
                report,
                "How many hot spots channels show",
                "Channels by their mean number of peaks on a face; a living map has at least 1, which is easiest to read.",
                "mean peaks of a channel",
                1,
                high,
                (int) Math.min(24, 4 * (high - 1)),
                2,
                scores -> ChannelStatistics.peaksOfChannels(scores, Peaks.DEFAULT_RHO));
    }

    @FunctionalInterface
    private interface PerChannel {
        double[] of(ChannelScores scores);
    }

    private static DomContent histogram(
            DemoReport report,
            String title,
            String words,
            String xName,
            double low,
            double high,
            int bins,
            int digits,
            PerChannel value) {
        List<ChartOptions.Bars> sets = new ArrayList<>();
        List<RunningHistogram> histograms = new ArrayList<>();
        for (NetworkReport network : report.networks()) {
            RunningHistogram histogram = new RunningHistogram(low, high, bins);
            for (double v : value.of(network.metrics().scores())) {
                if (!Double.isNaN(v)) {
                    histogram.add(v);
                }
            }
            histograms.add(histogram);
            double[] counts = new double[bins];
            Arrays.setAll(counts, histogram::count);
            sets.add(new ChartOptions.Bars(network.name(), Palette.network(sets.size()), counts));
        }
        List<String> categories = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        RunningHistogram like = histograms.get(0);
        for (int bin = 0; bin < bins; bin++) {
            String from = String.format(Locale.ROOT, "%." + digits + "f", like.edge(bin));
            categories.add(from + "–" + String.format(Locale.ROOT, "%." + digits + "f", like.edge(bin + 1)));
            List<String> row = new ArrayList<>(List.of(categories.get(bin)));
            for (RunningHistogram histogram : histograms) {
                row.add(String.valueOf(histogram.count(bin)));
            }
            rows.add(row);
        }
        return Chart.of(
                title,
                words,
                ChartOptions.bars(xName, categories, "channels", sets),
                List.of(xName, report.first().name(), report.second().name()),
                rows);
    }

    private static DomContent parts(DemoReport report) {
        List<String> parts = report.first().metrics().scores().parts();
        List<ChartOptions.Bars> sets = new ArrayList<>();
        for (NetworkReport network : report.networks()) {
            sets.add(new ChartOptions.Bars(
                    network.name(),
                    Palette.network(sets.size()),
                    partShares(network.metrics().scores())));
        }
        ChannelScores random = report.first().metrics().randomScores().get(RandomBaseline.Kind.SMOOTH);
        if (random != null) {
            sets.add(new ChartOptions.Bars("random blobs", Palette.CHANCE, partShares(random)));
        }
        List<String> header = new ArrayList<>(List.of("part"));
        sets.forEach(set -> header.add(set.name()));
        List<List<String>> rows = new ArrayList<>();
        for (int part = 0; part < parts.size(); part++) {
            List<String> row = new ArrayList<>(List.of(parts.get(part)));
            for (ChartOptions.Bars set : sets) {
                row.add(String.format(Locale.ROOT, "%.1f %%", set.values()[part]));
            }
            rows.add(row);
        }
        return Chart.of(
                "Which parts channels look at",
                "Share of maps whose strongest region fits this part best. Parts differ in size, so read it beside the"
                        + " random blobs.",
                ChartOptions.bars("", parts, "% of maps", sets),
                header,
                rows);
    }

    private static double[] partShares(ChannelScores scores) {
        double[] shares = new double[scores.parts().size()];
        double total = 0;
        for (int channel = 0; channel < scores.channels(); channel++) {
            long[] visits = ChannelStatistics.visits(scores, channel);
            for (int part = 0; part < visits.length; part++) {
                shares[part] += visits[part];
                total += visits[part];
            }
        }
        for (int part = 0; part < shares.length; part++) {
            shares[part] = total == 0 ? Double.NaN : Math.round(1000 * shares[part] / total) / 10.0;
        }
        return shares;
    }

    private static DomContent fullTable(DemoReport report) {
        return table(
                caption("Every channel measure, with 95 % intervals over faces."),
                thead(tr(
                        th("Measure").attr("scope", "col"),
                        each(report.networks(), network -> th(network.name()).attr("scope", "col")),
                        th("Shuffled maps").attr("scope", "col"),
                        th("Random blobs").attr("scope", "col"))),
                tbody(
                        each(
                                Arrays.asList(ChannelMetric.values()),
                                metric -> tr(
                                        th(metric.label()).attr("scope", "row").withTitle(metric.meaning()),
                                        each(
                                                report.networks(),
                                                network -> td(cell(
                                                        metric.key(),
                                                        network.metrics().estimate(metric)))),
                                        td(random(report, RandomBaseline.Kind.SHUFFLED, metric)),
                                        td(random(report, RandomBaseline.Kind.SMOOTH, metric)))),
                        each(
                                report.first().metrics().peaks().keySet(),
                                rho -> tr(
                                        th(String.format(
                                                        Locale.ROOT,
                                                        "Peaks of at least %.0f %% of the range",
                                                        100 * rho))
                                                .attr("scope", "row"),
                                        each(
                                                report.networks(),
                                                network -> td(cell(
                                                        "peaks",
                                                        network.metrics()
                                                                .peaks()
                                                                .get(rho)))),
                                        td(""),
                                        td("")))));
    }

    private static String random(DemoReport report, RandomBaseline.Kind kind, ChannelMetric metric) {
        return Numbers.value(
                metric.key(), report.first().metrics().random(kind, metric).value());
    }

    private static DomContent cell(String metric, Estimate estimate) {
        return p(Numbers.value(metric, estimate.value()) + " (" + Numbers.interval(metric, estimate) + ")");
    }
}
