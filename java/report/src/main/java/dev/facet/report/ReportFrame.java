package dev.facet.report;

import java.util.List;
import java.util.Map;

/**
 * What every report has around its results.
 *
 * @param title the headline
 * @param lead what was done, in one or two sentences that an outsider understands
 * @param created when, as text for people
 * @param notes what the reader must know to read the numbers rightly
 * @param commands command lines that repeat it
 * @param provenance facts about where the numbers come from, by name, in the order to show
 */
record ReportFrame(
        String title,
        String lead,
        String created,
        List<String> notes,
        List<String> commands,
        Map<String, String> provenance) {}
