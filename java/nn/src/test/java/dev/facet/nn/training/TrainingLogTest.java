package dev.facet.nn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingLogTest {
    @TempDir
    Path folder;

    @Test
    void writesOneObjectALine() throws IOException {
        Path file = folder.resolve("deep/log.jsonl");
        try (TrainingLog log = new TrainingLog(file)) {
            log.started(0, 2);
            log.stepped(step(1));
            log.epochEnded(new EpochMetrics(
                    0,
                    1,
                    2,
                    2,
                    Double.NaN,
                    0.5,
                    3,
                    Optional.of(new Evaluation(10, 1.5, 0.75)),
                    OptionalDouble.of(0.9)));
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        JsonObject first = JsonParser.parseString(lines.get(0)).getAsJsonObject();
        assertThat(first.get("event").getAsString()).isEqualTo("step");
        assertThat(first.get("loss").getAsDouble()).isEqualTo(2.5);
        assertThat(first.has("ecloss")).isFalse();
        JsonObject second = JsonParser.parseString(lines.get(1)).getAsJsonObject();
        assertThat(second.get("validation_accuracy").getAsDouble()).isEqualTo(0.75);
    }

    @Test
    void resumeDropsWhatWasNotSaved() throws IOException {
        Path file = folder.resolve("log.jsonl");
        try (TrainingLog log = new TrainingLog(file)) {
            log.started(0, 9);
            for (int i = 1; i <= 5; i++) {
                log.stepped(step(i));
            }
        }
        Files.writeString(file, "{\"event\":\"step\",\"st", StandardOpenOption.APPEND);
        try (TrainingLog log = new TrainingLog(file)) {
            log.started(3, 9);
            log.stepped(step(4));
        }
        assertThat(Files.readAllLines(file))
                .extracting(line -> JsonParser.parseString(line)
                        .getAsJsonObject()
                        .get("step")
                        .getAsInt())
                .containsExactly(1, 2, 3, 4);
    }

    @Test
    void anUnusableFileIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("plain"));
        try (TrainingLog log = new TrainingLog(file.resolve("log.jsonl"))) {
            assertThatThrownBy(() -> log.started(0, 1))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("log.jsonl");
            assertThatThrownBy(() -> log.stepped(step(1))).isInstanceOf(IllegalStateException.class);
        }
    }

    private static StepMetrics step(long step) {
        return new StepMetrics(
                step, 0, (int) step, 9, 1, 2.5, 2.5, Double.NaN, 0, Double.NaN, Double.NaN, 0.5, 0.1, 100);
    }
}
