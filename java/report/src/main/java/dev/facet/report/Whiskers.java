package dev.facet.report;

import static j2html.TagCreator.rawHtml;

import dev.facet.interpret.evaluation.MetricComparison;
import dev.facet.interpret.stats.Estimate;
import j2html.tags.DomContent;
import j2html.utils.EscapeUtil;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** A small drawing of one comparison: a dot and an interval for each network, a broken line for chance. */
final class Whiskers {
    private static final int WIDTH = 240;
    private static final int HEIGHT = 48;
    private static final int MARGIN = 10;

    private Whiskers() {}

    static DomContent of(MetricComparison line, String first, String second) {
        double[] range = range(line);
        String description = EscapeUtil.escape(String.format(
                "%s: %s %s, %s %s, random %s",
                line.label(),
                first,
                Numbers.value(line.key(), line.first().value()),
                second,
                Numbers.value(line.key(), line.second().value()),
                Numbers.value(line.key(), line.chance().value())));
        StringBuilder svg = new StringBuilder(String.format(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\"><title>%s</title>",
                WIDTH, HEIGHT, description, description));
        if (line.chance().isMeasured()) {
            double x = position(line.chance().value(), range);
            svg.append(format(
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"2\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2\""
                            + " stroke-dasharray=\"3 3\"/>",
                    x, x, HEIGHT - 2, Palette.CHANCE));
        }
        network(svg, line.first(), Palette.FIRST, 14, range);
        network(svg, line.second(), Palette.SECOND, 34, range);
        return rawHtml(svg.append("</svg>").toString());
    }

    private static void network(StringBuilder svg, Estimate estimate, String colour, int y, double[] range) {
        if (!estimate.isMeasured()) {
            return;
        }
        estimate.interval()
                .ifPresent(i -> svg.append(format(
                        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"4\""
                                + " stroke-linecap=\"round\" opacity=\"0.45\"/>",
                        position(i.low(), range), position(i.high(), range), y, y, colour)));
        svg.append(format(
                "<circle cx=\"%.1f\" cy=\"%d\" r=\"6\" fill=\"%s\"/>", position(estimate.value(), range), y, colour));
    }

    /** From the least to the greatest of all that is drawn; a point is given some width. */
    private static double[] range(MetricComparison line) {
        double[] all = Stream.of(line.first(), line.second(), line.chance())
                .filter(Estimate::isMeasured)
                .flatMapToDouble(e -> DoubleStream.concat(
                        DoubleStream.of(e.value()),
                        e.interval().stream().flatMapToDouble(i -> DoubleStream.of(i.low(), i.high()))))
                .toArray();
        double low = DoubleStream.of(all).min().orElse(0);
        double high = DoubleStream.of(all).max().orElse(1);
        double least = Math.max(1e-6, 0.02 * Math.abs(high));
        return high - low < least ? new double[] {low - least, high + least} : new double[] {low, high};
    }

    private static double position(double value, double[] range) {
        return MARGIN + (WIDTH - 2 * MARGIN) * (value - range[0]) / (range[1] - range[0]);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
