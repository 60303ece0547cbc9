package dev.facet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.facet.nn.MobileNetV2;
import dev.facet.nn.ResNet;
import dev.facet.nn.checkpoint.Checkpoint;
import dev.facet.nn.checkpoint.CheckpointInfo;
import dev.facet.nn.heads.ArcFace;
import dev.facet.nn.heads.Head;
import dev.facet.nn.heads.MultiLabel;
import dev.facet.nn.training.LearningRate;
import dev.facet.nn.training.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The networks, heads and recipes of {@code train}, on generated faces and tiny networks. */
class TrainCommandTest {

    @TempDir
    private Path folder;

    private final FacetCalls facet = new FacetCalls();

    private int train(String... more) {
        List<Object> words = new ArrayList<>(
                List.of("train --data synth:6x6 --width 0.0625 --input 32 --epochs 2 --batch 8 --out", out()));
        words.addAll(List.of(more));
        return facet.run(words.toArray());
    }

    private Path out() {
        return folder.resolve("run");
    }

    private CheckpointInfo trained() {
        return Checkpoint.info(out().resolve("checkpoint.safetensors"));
    }

    private List<JsonObject> log() throws IOException {
        return Files.readAllLines(out().resolve("training.jsonl")).stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    @Test
    void resNetLearnsWithAMarginOnAnEmbeddingOfItsOwn() {
        assertThat(train("--net resnet18 --head arcface --head-scale 16 --embedding-units 12"))
                .isZero();
        ResNet network = (ResNet) trained().network();
        assertThat(network.resNetConfig().depth()).isEqualTo(18);
        assertThat(network.head()).isEqualTo(new Head(new ArcFace(16, 0.5), 12));
    }

    @Test
    void mobileNetLearnsAttributes() throws IOException {
        assertThat(train("--net mobilenetv2 --head attributes --validation 0.3"))
                .isZero();
        MobileNetV2 network = (MobileNetV2) trained().network();
        assertThat(network.head().objective()).isEqualTo(new MultiLabel());
        assertThat(network.classes()).isPositive();
        JsonObject epoch = log().get(log().size() - 1);
        assertThat(epoch.get("validation_accuracy").getAsDouble()).isBetween(0.0, 1.0);
        assertThat(epoch.get("validation_ce").getAsDouble()).isPositive();
    }

    @Test
    void activationsThatAreComputedAgainChangeNoBit() throws IOException {
        Path kept = folder.resolve("kept");
        assertThat(train("--net mobilenetv2 --recompute")).isZero();
        Files.move(out(), kept);
        assertThat(train("--net mobilenetv2")).isZero();
        assertThat(out().resolve("checkpoint.safetensors"))
                .hasSameBinaryContentAs(kept.resolve("checkpoint.safetensors"));
        Files.delete(out().resolve("checkpoint.safetensors"));
        assertThat(train("--activation-memory 0")).isEqualTo(2);
        assertThat(facet.errors()).contains("--activation-memory 0: give at least 1 megabyte");
    }

    @Test
    void theProbingRecipeKeepsTheBestEpochOfUnseenPeople() throws IOException {
        assertThat(train("--recipe probing --net resnet18 --validation-people 0.5"))
                .isZero();
        TrainingConfig config = TrainingConfig.fromJson(trained().training());
        assertThat(config.learningRate()).isEqualTo(LearningRate.plateau(0.005, 0.1, 3));
        assertThat(config.epochs()).isEqualTo(2);
        assertThat(trained().network().classes()).isEqualTo(3);
        List<Double> measures = log().stream()
                .filter(line -> line.has("validation_measure"))
                .map(line -> line.get("validation_measure").getAsDouble())
                .toList();
        assertThat(measures).hasSize(2).allMatch(accuracy -> accuracy >= 0 && accuracy <= 1);
        CheckpointInfo best = Checkpoint.info(out().resolve("best.safetensors"));
        int wanted = measures.get(1) > measures.get(0) ? 2 : 1;
        assertThat(best.step()).isEqualTo(wanted * trained().step() / 2);
    }

    @Test
    void theEcLossRecipeTrainsWithEcLoss() {
        assertThat(train("--recipe ecloss --net vgg11 --lr 0.01")).isZero();
        TrainingConfig config = TrainingConfig.fromJson(trained().training());
        assertThat(config.ecLoss()).isPresent();
        assertThat(config.learningRate()).isEqualTo(LearningRate.constant(0.01));
    }

    @ParameterizedTest
    @CsvSource({
        "--net, alexnet, no such network",
        "--net, resnet20, 'must be 18, 34, 50 or 101'",
        "--net, vggface, no such network",
        "--head, sphereface, no such head",
        "--head-margin, 0.3, are for angular heads",
        "--recipe, cake, no such recipe"
    })
    void whatIsNotKnownIsNamed(String option, String value, String message) {
        assertThat(train(option, value)).isEqualTo(2);
        assertThat(facet.errors()).contains(message);
    }

    @Test
    void optionsOfOtherNetworksAreRefused() {
        assertThat(train("--net resnet18 --dropout 0.5")).isEqualTo(2);
        assertThat(facet.errors()).contains("resnet18 has none");
        assertThat(train("--net mobilenetv2 --linear-norm")).isEqualTo(2);
        assertThat(facet.errors()).contains("are for VGG");
        assertThat(train("--head normface --head-margin 0.1")).isEqualTo(2);
        assertThat(facet.errors()).contains("normface has none");
    }
}
