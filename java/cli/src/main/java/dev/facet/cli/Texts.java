package dev.facet.cli;

import dev.facet.interpret.stats.Estimate;
import java.util.List;

/** Numbers and tables for the terminal. */
final class Texts {

    private Texts() {}

    /** A value with its interval to three digits. */
    static String estimate(Estimate estimate) {
        if (!estimate.isMeasured()) {
            return "not measured";
        }
        return "%.3f".formatted(estimate.value())
                + estimate.interval()
                        .map(i -> " [%.3f, %.3f]".formatted(i.low(), i.high()))
                        .orElse("");
    }

    /** A share as a percentage with its interval. */
    static String percent(Estimate estimate) {
        return "%.2f %%".formatted(100 * estimate.value())
                + estimate.interval()
                        .map(i -> " [%.2f, %.2f]".formatted(100 * i.low(), 100 * i.high()))
                        .orElse("");
    }

    static void printTable(String[] header, List<String[]> rows) {
        int[] width = new int[header.length];
        for (int c = 0; c < header.length; c++) {
            width[c] = header[c].length();
            for (String[] row : rows) {
                width[c] = Math.max(width[c], row[c].length());
            }
        }
        printRow(header, width);
        rows.forEach(row -> printRow(row, width));
    }

    private static void printRow(String[] cells, int[] width) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < cells.length; c++) {
            line.append(("%-" + (width[c] + 2) + "s").formatted(cells[c]));
        }
        System.out.println(line.toString().stripTrailing());
    }
}
