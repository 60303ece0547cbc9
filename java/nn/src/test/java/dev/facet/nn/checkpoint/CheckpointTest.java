package dev.facet.nn.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.facet.engine.Device;
import dev.facet.engine.Shape;
import dev.facet.nn.Initialization;
import dev.facet.nn.Network;
import dev.facet.nn.TrainedNetwork;
import dev.facet.nn.Vgg;
import dev.facet.nn.VggConfig;
import dev.facet.nn.internal.SplitMix64;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    private static final Network NETWORK = new Vgg(new VggConfig(11, true, 1 / 16.0, 64, 3, 4, 0.5));

    private static final float[] FORMAT_ONE_LOGITS = {1.1383065f, -0.98798794f};

    @AutoClose
    private static final Device device = Device.cpu(2);

    @TempDir
    Path folder;

    @Test
    void loadedNetworkAnswersAsTheSavedOne() {
        long before = Device.liveBytes();
        Path file = folder.resolve("net.safetensors");
        float[] images = images(37);
        float[][] embeddings;
        try (TrainedNetwork network = untrained()) {
            embeddings = network.embed(images);
            Checkpoint.save(file, CheckpointInfo.of(NETWORK, DataDescription.UNKNOWN), network.variables());
        }
        try (TrainedNetwork loaded = Checkpoint.load(file, device)) {
            assertThat(loaded.network().config()).isEqualTo(NETWORK.config());
            float[][] again = loaded.embed(images);
            assertThat(again).hasDimensions(37, 256).isDeepEqualTo(embeddings);
            assertThat(loaded.logits(images)).hasDimensions(37, 4);
        }
        assertThat(Device.liveBytes()).isEqualTo(before);
    }

    @Test
    void tapsGiveTheValuesOfLayers() {
        float[] images = images(3);
        try (TrainedNetwork network = untrained()) {
            Map<String, float[]> values =
                    network.activations(images, List.of("conv5_2", "bn5_2", "relu5_2", "relu7", "fc8"));
            assertThat(values.get("conv5_2")).hasSize(3 * 4 * 4 * 32);
            float[] rectified = values.get("bn5_2").clone();
            for (int i = 0; i < rectified.length; i++) {
                rectified[i] = Math.max(0, rectified[i]);
            }
            assertThat(values.get("relu5_2")).containsExactly(rectified, within(1e-6f));
            assertThat(network.embed(images)[1])
                    .containsExactly(Arrays.copyOfRange(values.get("relu7"), 256, 512), within(1e-5f));
            assertThat(network.logits(images)[2])
                    .containsExactly(Arrays.copyOfRange(values.get("fc8"), 8, 12), within(1e-5f));
            assertThatThrownBy(() -> network.activations(images, List.of("conv6")))
                    .hasMessageContaining("no layer 'conv6'");
            assertThatThrownBy(() -> network.embed(new float[5])).hasMessageContaining("64x64x3");
        }
    }

    /** A batch's rows do not depend on each other, so a short last batch is no special case. */
    @Test
    void everyCountOfImagesWorks() {
        float[] images = images(TrainedNetwork.MAX_BATCH + 2);
        int imageSize = 64 * 64 * 3;
        try (TrainedNetwork network = untrained()) {
            float[][] all = network.embed(images);
            float[] last = Arrays.copyOfRange(images, (all.length - 1) * imageSize, all.length * imageSize);
            assertThat(network.embed(last)[0]).containsExactly(all[all.length - 1], within(1e-4f));
            for (int count = 2; count < 12; count++) {
                assertThat(network.embed(Arrays.copyOf(images, count * imageSize))[1])
                        .containsExactly(all[1], within(1e-4f));
            }
        }
    }

    /** More combinations of batch size and layers than programs are kept, from several threads at once. */
    @Test
    void manyThreadsAndLayersTakeTurns() {
        float[] images = images(2);
        try (TrainedNetwork network = untrained()) {
            long withoutPrograms = Device.liveBytes();
            Map<String, float[]> expected = network.activations(images, NETWORK.layers());
            List<String> wrong = NETWORK.layers().parallelStream()
                    .filter(layer -> {
                        float[] values =
                                network.activations(images, List.of(layer)).get(layer);
                        return !close(values, expected.get(layer));
                    })
                    .toList();
            assertThat(wrong).isEmpty();
            assertThat(Device.liveBytes()).isGreaterThan(withoutPrograms);
        }
    }

    @Test
    void useAfterCloseIsRefused() {
        TrainedNetwork network = untrained();
        network.close();
        network.close();
        assertThatThrownBy(() -> network.embed(images(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void damagedCheckpointsAreNamed() throws IOException {
        Path file = folder.resolve("net.safetensors");
        try (TrainedNetwork network = untrained()) {
            Checkpoint.save(file, CheckpointInfo.of(NETWORK, DataDescription.UNKNOWN), network.variables());
        }
        long before = Device.liveBytes();
        byte[] whole = Files.readAllBytes(file);
        Path cut = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> Checkpoint.load(cut, device))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("cut.safetensors")
                .hasMessageContaining("cut short");
        Path plain = folder.resolve("plain.safetensors");
        new SafetensorsWriter().add("a", Shape.of(1), FloatBuffer.allocate(1)).write(plain);
        assertThatThrownBy(() -> Checkpoint.load(plain, device)).hasMessageContaining("not a Facet checkpoint");
        assertThatThrownBy(() -> Checkpoint.load(metadata("{\"format\":2}"), device))
                .hasMessageContaining("use a newer Facet");
        assertThatThrownBy(() -> Checkpoint.load(metadata("[]"), device)).hasMessageContaining("not a JSON object");
        assertThatThrownBy(() -> Checkpoint.load(metadata("{\"format\":"), device))
                .hasMessageContaining("cannot be used");
        String empty =
                CheckpointInfo.of(NETWORK, DataDescription.UNKNOWN).toJson().toString();
        assertThatThrownBy(() -> Checkpoint.load(metadata(empty), device))
                .hasMessageContaining("holds no tensor 'conv1_1.weight'");
        assertThatThrownBy(() -> Checkpoint.load(metadata(empty.replace("\"vgg\"", "\"alexnet\"")), device))
                .hasMessageContaining("unknown architecture");
        Path wrong = folder.resolve("wrong.safetensors");
        new SafetensorsWriter()
                .metadata(Checkpoint.METADATA_KEY, empty)
                .add("conv1_1.weight", Shape.of(1), FloatBuffer.allocate(1))
                .write(wrong);
        assertThatThrownBy(() -> Checkpoint.load(wrong, device))
                .hasMessageContaining("'conv1_1.weight' is 1, its network needs 4x3x3x3");
        assertThat(Device.liveBytes()).isEqualTo(before);
    }

    /** A file of an earlier release: it must stay readable, and give the numbers it gave then. */
    @Test
    void formatOneStaysReadable() throws URISyntaxException {
        Path file =
                Path.of(CheckpointTest.class.getResource("format1.safetensors").toURI());
        CheckpointInfo info = Checkpoint.info(file);
        assertThat(info.step()).isEqualTo(3);
        assertThat(info.data().name()).isEqualTo("patterns");
        float[] image = new float[32 * 32 * 3];
        for (int i = 0; i < image.length; i++) {
            image[i] = i % 7 / 7f - 0.5f;
        }
        try (TrainedNetwork network = Checkpoint.load(file, device)) {
            assertThat(network.logits(image)[0]).containsExactly(FORMAT_ONE_LOGITS, within(1e-4f));
        }
    }

    private static boolean close(float[] a, float[] b) {
        for (int i = 0; i < a.length; i++) {
            if (Math.abs(a[i] - b[i]) > 1e-4f * (1 + Math.abs(b[i]))) {
                return false;
            }
        }
        return a.length == b.length;
    }

    private Path metadata(String text) {
        Path file = folder.resolve("metadata.safetensors");
        new SafetensorsWriter().metadata(Checkpoint.METADATA_KEY, text).write(file);
        return file;
    }

    private static TrainedNetwork untrained() {
        return TrainedNetwork.create(NETWORK, device, variables -> Initialization.apply(NETWORK, variables, 3));
    }

    private static float[] images(int count) {
        SplitMix64 random = new SplitMix64(11);
        float[] images = new float[count * 64 * 64 * 3];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) (2 * random.nextDouble() - 1);
        }
        return images;
    }
}
