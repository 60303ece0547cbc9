package dev.facet.report;

import java.util.List;

/** The page's colours for networks and parts, told apart by colour-blind readers too. */
final class Palette {
    static final String FIRST = "#7b8794";
    static final String SECOND = "#1267b3";
    static final String CHANCE = "#c9a227";

    // Okabe and Ito's eight, without black.
    private static final List<Integer> PARTS =
            List.of(0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0x0072B2, 0xD55E00, 0xCC79A7);

    private Palette() {}

    static String network(int index) {
        return index == 0 ? FIRST : SECOND;
    }

    static int part(int index) {
        return PARTS.get(index % PARTS.size());
    }

    static String css(int colour) {
        return String.format("#%06x", colour);
    }
}
