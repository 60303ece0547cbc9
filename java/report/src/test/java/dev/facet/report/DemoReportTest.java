package dev.facet.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoReportTest {
    private static DemoReport report;
    private static String html;
    // The page without the charts library, whose code holds tags of its own.
    private static String page;

    @BeforeAll
    static void render() {
        report = SampleReport.build();
        html = report.toHtml();
        page = html.replaceAll("(?s)<script>.*?</script>", "");
        // Kept for a look with a browser.
        report.write(Path.of("target", "sample-report.html"));
    }

    @Test
    void needsNoOtherFile() {
        assertThat(page).doesNotContain("http://").doesNotContain("https://");
        Matcher source = Pattern.compile("(?:src|href)=\"([^\"]{0,22})").matcher(page);
        int count = 0;
        while (source.find()) {
            assertThat(source.group(1)).startsWith("data:image/");
            count++;
        }
        assertThat(count).isGreaterThan(100);
        assertThat(html).doesNotContain("@import").contains("echarts");
    }

    @Test
    void staysSmall() {
        assertThat(html.length()).isLessThan(6_000_000);
    }

    @Test
    void everyPictureHasWordsAndEveryTableACaption() {
        assertThat(count("<img ")).isEqualTo(count("<img [^>]*alt=\"[^\"]+\""));
        assertThat(count("<table")).isEqualTo(count("<caption>"));
        assertThat(count("class=\"canvas\"")).isEqualTo(count("class=\"canvas\" role=\"img\" aria-label=\"[^\"]+\""));
        assertThat(html).contains("<html lang=\"en\">");
    }

    @Test
    void hasItsSectionsAndVerdicts() {
        for (String id :
                List.of("result", "one-face", "channels", "maps", "training", "details", "method", "reproduce")) {
            assertThat(html).contains("<section id=\"" + id + "\">");
        }
        assertThat(html).contains("▲ better").contains("≈ no clear difference");
        assertThat(html).contains("0.1224");
    }

    @Test
    void textIsEscaped() {
        assertThat(html).contains("&lt;your faces&gt;").doesNotContain("<your faces>");
    }

    @Test
    void chartsAreValidJsonWithinTheirElements() {
        Matcher json = Pattern.compile("(?s)<script type=\"application/json\">(.*?)</script>")
                .matcher(html);
        int charts = 0;
        while (json.find()) {
            assertThat(JsonParser.parseString(json.group(1)).isJsonObject()).isTrue();
            charts++;
        }
        assertThat(charts).isEqualTo(8);
    }

    @Test
    void isWrittenAsOneStep(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("deep/report.html");
        report.write(file);
        assertThat(Files.readString(file)).startsWith("<!DOCTYPE html>").endsWith("</html>");
        try (var left = Files.list(file.getParent())) {
            assertThat(left).containsExactly(file);
        }
        Path blocked = Files.writeString(folder.resolve("blocked"), "");
        assertThatThrownBy(() -> report.write(blocked.resolve("report.html")))
                .hasMessageContaining("report.html")
                .hasMessageContaining("choose another folder");
    }

    private static int count(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(page);
        int count = 0;
        while (matcher.find()) {
            count++;
        }
        return count;
    }
}
