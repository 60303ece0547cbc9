package dev.facet.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.interpret.probe.AblationResult;
import dev.facet.interpret.probe.ProbeScores;
import dev.facet.report.ProbeFindings.Finding;
import dev.facet.report.ProbeFindings.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProbeReportTest {
    private static ProbeReport report;
    private static String html;
    // The page without the charts library and the data.
    private static String page;
    private static JsonObject data;

    @BeforeAll
    static void render() {
        report = SampleStudy.build();
        html = report.toHtml();
        page = html.replaceAll("(?s)<script.*?</script>", "");
        Matcher json = Pattern.compile("(?s)<script type=\"application/json\" id=\"probe-data\">(.*?)</script>")
                .matcher(html);
        assertThat(json.find()).isTrue();
        data = JsonParser.parseString(json.group(1)).getAsJsonObject();
        // Kept for a look with a browser.
        report.write(Path.of("target", "sample-study.html"));
    }

    @Test
    void needsNoOtherFileAndStaysSmall() {
        assertThat(page).doesNotContain("http://").doesNotContain("https://").doesNotContain("src=");
        assertThat(html).doesNotContain("@import").contains("echarts");
        assertThat(html.length()).isLessThan(4_000_000);
    }

    @Test
    void hasItsSections() {
        for (String id : List.of(
                "glance",
                "depth",
                "all",
                "one",
                "best",
                "importance",
                "zeroing",
                "places-section",
                "method",
                "reproduce")) {
            assertThat(page).contains("<section id=\"" + id + "\">");
        }
        assertThat(page).contains("id=\"hair\"", "id=\"skips\"");
        assertThat(count("<table")).isEqualTo(count("<caption>"));
        assertThat(count("class=\"canvas[^\"]*\""))
                .isEqualTo(count("class=\"canvas[^\"]*\"[^>]* aria-label=\"[^\"]+\""));
    }

    @Test
    void everyLabelHasItsBest() {
        assertThat(page).contains("Primary biometric, mean layer").contains("5 o&#x27;clock Shadow");
        assertThat(count("<button type=\"button\" data-label=\"\\d+\">")).isEqualTo(2 * 41);
        assertThat(page).containsPattern("channel \\d+ at \\d+, \\d+");
        assertThat(page).as("the average of numbers is no accuracy").contains(">age</button>");
    }

    @Test
    void whatWasLeftOutIsSaid() {
        assertThat(page)
                .contains("Wearing Necktie: with Wearing_Necktie: 7 pictures")
                .contains("Bald: with Bald is scarce")
                .contains("overflowing")
                .contains("feature 3 of sample 8 is NaN");
    }

    @Test
    void dataHoldsEveryCurveAndControl() {
        JsonObject network = data.getAsJsonArray("networks").get(0).getAsJsonObject();
        assertThat(data.getAsJsonArray("networks")).hasSize(2);
        int labels = network.getAsJsonArray("labels").size();
        int layers = network.getAsJsonArray("layers").size();
        assertThat(labels).isEqualTo(41);
        assertThat(layers).isEqualTo(40);
        JsonObject curves = network.getAsJsonObject("curves");
        for (String curve : List.of("layer", "channels", "neurons", "channel", "neuron", "untrained", "shuffled")) {
            JsonArray ofLabels = curves.getAsJsonArray(curve);
            assertThat(ofLabels).hasSize(labels);
            assertThat(ofLabels.get(3).getAsJsonArray()).hasSize(layers);
            assertThat(ofLabels.get(3).getAsJsonArray().get(2).getAsJsonArray()).hasSize(3);
        }
        assertThat(curves.getAsJsonArray("channel")
                        .get(0)
                        .getAsJsonArray()
                        .get(layers - 1)
                        .isJsonNull())
                .as("no channels without maps")
                .isTrue();
        assertThat(network.getAsJsonArray("pixels")).hasSize(labels);
        assertThat(network.getAsJsonArray("vip")).isNotEmpty();
        assertThat(network.getAsJsonArray("seen").get(15).getAsJsonObject().getAsJsonArray("pictures"))
                .hasSize(4);
        JsonObject other = data.getAsJsonArray("networks").get(1).getAsJsonObject();
        assertThat(other.getAsJsonObject("curves").has("untrained"))
                .as("another architecture's control")
                .isFalse();
    }

    @Test
    void neuronsAreWhereTheirNumberSays() {
        JsonObject network = data.getAsJsonArray("networks").get(0).getAsJsonObject();
        int tall = report.networks().get(0).curves().indexOf("tall").orElseThrow();
        JsonArray neuron = network.getAsJsonArray("units")
                .get(0)
                .getAsJsonArray()
                .get(tall)
                .getAsJsonObject()
                .getAsJsonArray("neurons")
                .get(0)
                .getAsJsonArray();
        // Row, column, channel, VIP and score.
        assertThat(neuron.toString()).startsWith("[3,1,2,2,0.6");
    }

    @Test
    void otherClassifiersHaveCurvesAndATable() {
        JsonObject network = data.getAsJsonArray("networks").get(0).getAsJsonObject();
        assertThat(network.get("head").getAsString()).isEqualTo("quadratic discriminant analysis");
        JsonArray heads = network.getAsJsonArray("heads");
        assertThat(heads).hasSize(2);
        JsonObject lda = heads.get(0).getAsJsonObject();
        assertThat(lda.get("name").getAsString()).isEqualTo("lda");
        double byLda = value(lda.getAsJsonArray("layer"), 3, 2);
        double byQda = value(network.getAsJsonObject("curves").getAsJsonArray("layer"), 3, 2);
        assertThat(byLda).isGreaterThan(byQda);
        assertThat(lda.getAsJsonArray("untrained")).hasSameSizeAs(lda.getAsJsonArray("layer"));
        assertThat(page).contains("Which classifier tells best what resnet.safetensors knows");
        assertThat(page).contains("quadratic discriminant analysis, the study&#x27;s own");
    }

    private static double value(JsonArray curve, int label, int layer) {
        return curve.get(label)
                .getAsJsonArray()
                .get(layer)
                .getAsJsonArray()
                .get(0)
                .getAsDouble();
    }

    @Test
    void theSupervisedNetworkIsBesideTheBest() {
        assertThat(page)
                .contains(">Trained for it</button>")
                .contains("attributes.safetensors, which learned all these labels at once")
                .contains("of a network trained on the labels themselves")
                .containsPattern("data-value=\"0.96\">96.0 %<small>AUC 100.0 %</small>");
    }

    @Test
    void labelsHaveTheirKindsAndClasses() {
        JsonArray labels =
                data.getAsJsonArray("networks").get(0).getAsJsonObject().getAsJsonArray("labels");
        JsonObject pose = labels.get(labels.size() - 1).getAsJsonObject();
        assertThat(pose.get("kind").getAsString()).isEqualTo("classes");
        assertThat(pose.getAsJsonArray("classes").toString()).contains("left", "right");
        assertThat(labels.get(0).getAsJsonObject().get("kind").getAsString()).isEqualTo("binary");
    }

    @Test
    void findingsFollowTheNumbers() {
        List<Finding> findings = ProbeFindings.of(report.networks().get(0));
        assertThat(findings.stream().map(Finding::claim).filter(claim -> claim.startsWith("Zeroing")))
                .containsExactly(
                        "Zeroing the top 1 % of a layer's neurons costs later layers little.",
                        "Zeroing the top 5 % of a layer's neurons costs later layers little.",
                        "Zeroing the top 10 % of a layer's neurons costs later layers little.");
        assertThat(findings).hasSize(8);
        assertThat(verdict(findings, "untrained network falls behind")).isEqualTo(Verdict.HOLDS);
        assertThat(verdict(findings, "VIP tells which neurons")).isEqualTo(Verdict.HOLDS);
        assertThat(verdict(findings, "sawtooth")).isEqualTo(Verdict.HOLDS);
        assertThat(verdict(findings, "Soft biometrics")).isEqualTo(Verdict.UNCLEAR);
        assertThat(findings).allMatch(finding -> !finding.numbers().contains("-"));
    }

    @Test
    void layersThatTheStudyCouldNotProbeHaveNoChange() {
        List<AblationResult> of = report.networks().get(0).result().ablations();
        AblationResult first = of.get(0);
        ProbeScores scores = first.later().get(0).intact();
        AblationResult ablation = new AblationResult(
                first.label(),
                first.layer(),
                first.share(),
                first.zeroed(),
                first.activation(),
                List.of(new AblationResult.Later("a", null, scores), new AblationResult.Later("b", scores, scores)),
                List.of());
        assertThat(ProbeAblations.changes(List.of(ablation)))
                .singleElement()
                .matches(change -> change.last() && change.change() == 0);
    }

    @Test
    void networksAreCalledByTheirFiles() {
        assertThat(report.networks().stream().map(ProbedNetwork::name))
                .containsExactly("resnet.safetensors", "mobilenet.safetensors");
    }

    @Test
    void attributesHaveOneGroupEach() {
        assertThat(FaceAttributes.group("Male")).isEqualTo(FaceAttributes.Group.SOFT);
        assertThat(FaceAttributes.group("Big_Nose")).isEqualTo(FaceAttributes.Group.PRIMARY);
        assertThat(FaceAttributes.group("Smiling")).isEqualTo(FaceAttributes.Group.OTHER);
        assertThat(FaceAttributes.group("age")).isEqualTo(FaceAttributes.Group.UNGROUPED);
    }

    @Test
    void anEmptyStudyIsRefused() {
        ProbeReport.Builder empty = ProbeReport.builder().title("t").lead("l").created("c");
        assertThatThrownBy(empty::build).hasMessageContaining("a layer that was probed");
    }

    private static Verdict verdict(List<Finding> findings, String words) {
        return findings.stream()
                .filter(finding -> finding.claim().contains(words))
                .findFirst()
                .orElseThrow()
                .verdict();
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
