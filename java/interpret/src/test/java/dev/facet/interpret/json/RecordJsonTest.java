package dev.facet.interpret.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.facet.interpret.probe.AblationResult;
import dev.facet.interpret.probe.AblationResult.Among;
import dev.facet.interpret.probe.BaselineResult;
import dev.facet.interpret.probe.ProbeScores;
import dev.facet.interpret.probe.ProbedLayer;
import dev.facet.interpret.probe.SetScores;
import dev.facet.interpret.stats.Estimate;
import dev.facet.interpret.stats.Interval;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordJsonTest {
    private static final ProbeScores SCORES = new ProbeScores(
            new SetScores(40, Map.of("accuracy", Estimate.of(0.75, new Interval(0.5, 0.875, 0.95)))),
            new SetScores(20, Map.of("accuracy", Estimate.withoutInterval(0.5))));

    private static final AblationResult RESULT = new AblationResult(
            "Male",
            "relu1",
            0.125,
            12,
            Double.NaN,
            List.of(new AblationResult.Later("relu2", null, SCORES)),
            List.of(
                    new AblationResult.Control(Among.ANY, 0.5, List.of(SCORES)),
                    new AblationResult.Control(Among.ALIKE, 0.25, List.of(SCORES))));

    private static JsonObject json() {
        return RecordJson.toJson(RESULT).getAsJsonObject();
    }

    @Test
    void givesBackWhatItWrote() {
        JsonObject json = json();
        assertThat(json.get("activation").isJsonNull()).isTrue();
        assertThat(json.toString()).contains("\"among\":\"any\"", "\"among\":\"alike\"", "\"interval\":null");
        assertThat(RecordJson.fromJson(json, AblationResult.class, "")).isEqualTo(RESULT);
    }

    @Test
    void readsResultsOfBeforeThereWereControls() {
        JsonObject json = json();
        json.remove("controls");
        json.remove("activation");
        AblationResult before = RecordJson.fromJson(json, AblationResult.class, "");
        assertThat(before.controls()).isEmpty();
        assertThat(before.activation()).isNaN();
    }

    @Test
    void namesThePlaceThatDoesNotFit() {
        JsonObject odd = json();
        control(odd).addProperty("among", "odd");
        refuses(odd, "at[2].controls[1].among is \"odd\", not one of [any, alike]");
        JsonObject missing = json();
        missing.remove("layer");
        refuses(missing, "at[2].layer is missing");
        JsonObject number = json();
        number.remove("share");
        refuses(number, "at[2].share is missing");
        JsonObject none = json();
        none.add("later", JsonNull.INSTANCE);
        refuses(none, "at[2].later is null, not a list");
        JsonObject half = json();
        half.addProperty("zeroed", 1.5);
        refuses(half, "at[2].zeroed is 1.5, not a whole number");
        JsonObject list = json();
        list.add("later", new JsonObject());
        refuses(list, "at[2].later is an object, not a list");
        JsonObject fewer = json();
        control(fewer).getAsJsonArray("later").remove(0);
        refuses(fewer, "at[2]: a control has scores of 0 later layers, not of 1");
    }

    @Test
    void aBaselineTellsWhatWasMeasuredOnTestPictures() {
        BaselineResult.Told told = new BaselineResult.Told("Male", 0.5, SCORES, SCORES.test());
        assertThat(told.tested("accuracy")).contains(Estimate.withoutInterval(0.5));
        assertThat(told.tested("auc")).isEmpty();
        JsonObject json = RecordJson.toJson(told).getAsJsonObject();
        json.getAsJsonObject("scores").remove("test");
        assertThatThrownBy(() -> RecordJson.fromJson(json, BaselineResult.Told.class, "at"))
                .isInstanceOf(JsonParseException.class)
                .hasMessageContaining("at: what was trained to tell Male has no scores of test pictures");
    }

    @Test
    void refusesLayersOfMoreNeuronsThanAnIntCounts() {
        JsonObject json = RecordJson.toJson(new ProbedLayer(0, "wide", "relu", 7, 7, 64, null))
                .getAsJsonObject();
        json.addProperty("height", 65536);
        json.addProperty("width", 65536);
        assertThatThrownBy(() -> RecordJson.fromJson(json, ProbedLayer.class, "at"))
                .isInstanceOf(JsonParseException.class)
                .hasMessageContaining("at: the layer wide")
                .hasMessageContaining("65536x65536x64");
    }

    private static JsonObject control(JsonObject json) {
        return json.getAsJsonArray("controls").get(1).getAsJsonObject();
    }

    private static void refuses(JsonObject json, String message) {
        assertThatThrownBy(() -> RecordJson.fromJson(json, AblationResult.class, "at[2]"))
                .isInstanceOf(JsonParseException.class)
                .hasMessageContaining(message);
    }
}
