package dev.facet.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFileTest {
    private static ResultsFile results() {
        return ResultsFile.of("verify", List.of("net.safetensors", "--out", "x"), Instant.ofEpochSecond(0));
    }

    @Test
    void saysWhatItIs(@TempDir Path folder) throws Exception {
        Path file = results()
                .with("accuracy", new JsonPrimitive(0.77))
                .with("roc", JsonNull.INSTANCE)
                .write(folder);
        JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        assertThat(file.getFileName()).hasToString("results.json");
        assertThat(json.get("schema").getAsString()).isEqualTo("facet.results");
        assertThat(json.get("version").getAsInt()).isEqualTo(1);
        assertThat(json.get("command").getAsString()).isEqualTo("verify");
        assertThat(json.getAsJsonArray("arguments")).hasSize(3);
        assertThat(json.get("created").getAsString()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(json.get("accuracy").getAsDouble()).isEqualTo(0.77);
        assertThat(json.get("roc").isJsonNull()).isTrue();
    }

    @Test
    void refusesWhatJsonCannotHold() {
        JsonArray array = new JsonArray();
        array.add(new JsonPrimitive(Double.NaN));
        JsonObject object = new JsonObject();
        object.add("folds", array);
        assertThatThrownBy(() -> results().with("accuracy", object)).hasMessageContaining("accuracy.folds[]");
        assertThatThrownBy(() -> results().with("command", JsonNull.INSTANCE)).hasMessageContaining("'command'");
    }
}
