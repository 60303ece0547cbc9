package dev.facet.report;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.strong;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import com.google.gson.JsonObject;
import j2html.tags.DomContent;
import java.util.List;

/** An interactive chart with a title, a sentence, and the same numbers as a table for those who cannot see it. */
final class Chart {
    private Chart() {}

    /**
     * The chart.
     *
     * @param option from {@link ChartOptions}
     * @param header the table's column names
     * @param rows the table's rows, first column naming the row
     */
    static DomContent of(String title, String words, JsonObject option, List<String> header, List<List<String>> rows) {
        return figure(
                        figcaption(strong(title), div(words)),
                        div().withClass("canvas").attr("role", "img").attr("aria-label", title + ". " + words),
                        // Gson writes < > & as \\u escapes, so that no text can end the element.
                        rawHtml("<script type=\"application/json\">" + option + "</script>"),
                        details(
                                summary("as a table"),
                                div(table(
                                                caption(title),
                                                thead(tr(each(header, name -> th(name).attr("scope", "col")))),
                                                tbody(each(
                                                        rows,
                                                        row -> tr(
                                                                th(row.get(0)).attr("scope", "row"),
                                                                each(row.subList(1, row.size()), cell -> td(cell)))))))
                                        .withClass("scroll")))
                .withClass("chart");
    }
}
