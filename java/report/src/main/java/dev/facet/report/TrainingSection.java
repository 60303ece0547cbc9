package dev.facet.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** How both trainings went. */
final class TrainingSection {
    private static final int TABLE_ROWS = 10;

    private TrainingSection() {}

    static DomContent of(DemoReport report) {
        if (report.networks().stream().allMatch(network -> network.curve().isEmpty())) {
            return text("");
        }
        List<DomContent> charts = new ArrayList<>();
        add(
                charts,
                report,
                "Accuracy in training",
                "Share of training faces whose person is recognised.",
                false,
                CurvePoint::accuracy);
        add(
                charts,
                report,
                "Cross-entropy",
                "How surprised the network is by the right answer; lower is better.",
                false,
                CurvePoint::crossEntropy);
        add(
                charts,
                report,
                "Total loss",
                "What training minimises: cross-entropy plus the weighted ECLoss.",
                false,
                CurvePoint::loss);
        add(
                charts,
                report,
                "ECLoss",
                "Minus the information that maps carry about spots; lower is more concentrated.",
                false,
                CurvePoint::ecLoss);
        add(
                charts,
                report,
                "Weight of ECLoss (beta)",
                "How strongly it is mixed in, on a scale of powers of ten.",
                true,
                CurvePoint::beta);
        return section(
                        h2("How training went"),
                        p("Both networks start from the same weights and see the same faces in the same order. Point at"
                                + " a chart to read values; hold Ctrl and turn the wheel to zoom."),
                        div(each(charts, chart -> chart)).withClass("charts training"))
                .withId("training");
    }

    private static void add(
            List<DomContent> charts,
            DemoReport report,
            String title,
            String words,
            boolean logarithmic,
            ToDoubleFunction<CurvePoint> value) {
        List<NetworkReport> shown = report.networks().stream()
                .filter(network -> network.curve().stream().mapToDouble(value).anyMatch(v -> !Double.isNaN(v)))
                .toList();
        if (shown.isEmpty()) {
            return;
        }
        List<ChartOptions.Line> lines = shown.stream()
                .map(network -> new ChartOptions.Line(
                        network.name(),
                        Palette.network(report.networks().indexOf(network)),
                        network.curve().stream().mapToDouble(CurvePoint::epoch).toArray(),
                        network.curve().stream().mapToDouble(value).toArray()))
                .toList();
        List<String> header = new ArrayList<>(List.of("epoch"));
        shown.forEach(network -> header.add(network.name()));
        charts.add(Chart.of(title, words, ChartOptions.lines("epoch", lines, logarithmic), header, rows(shown, value)));
    }

    private static List<List<String>> rows(List<NetworkReport> shown, ToDoubleFunction<CurvePoint> value) {
        List<CurvePoint> longest = shown.get(0).curve();
        List<List<String>> rows = new ArrayList<>();
        int count = Math.min(TABLE_ROWS, longest.size());
        for (int i = 1; i <= count; i++) {
            int index = i * longest.size() / count - 1;
            List<String> row = new ArrayList<>(List.of(
                    String.format(Locale.ROOT, "%.2f", longest.get(index).epoch())));
            for (NetworkReport network : shown) {
                List<CurvePoint> curve = network.curve();
                row.add(
                        index < curve.size()
                                ? String.format(Locale.ROOT, "%.4g", value.applyAsDouble(curve.get(index)))
                                : Numbers.NOT_MEASURED);
            }
            rows.add(row);
        }
        return rows;
    }
}
