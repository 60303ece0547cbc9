package dev.facet.report;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.code;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.section;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.th;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import java.util.List;
import java.util.Map;

/** How to repeat it, and where the numbers come from. */
final class ProvenanceSection {
    private ProvenanceSection() {}

    static DomContent of(List<String> commands, Map<String, String> provenance) {
        if (commands.isEmpty() && provenance.isEmpty()) {
            return text("");
        }
        return section(
                        h2("Do it again"),
                        p("The same commands on the same machine type and number of threads give the same numbers. All"
                                + " numbers of this page are in results.json beside it."),
                        pre(code(String.join("\n", commands))),
                        div(table(
                                        caption("Where the numbers come from"),
                                        tbody(each(
                                                provenance.entrySet(),
                                                entry -> tr(
                                                        th(entry.getKey()).attr("scope", "row"),
                                                        td(entry.getValue()))))))
                                .withClass("scroll"))
                .withId("reproduce");
    }
}
