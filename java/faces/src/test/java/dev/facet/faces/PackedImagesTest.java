package dev.facet.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facet.faces.internal.HeapBytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PackedImagesTest {

    @TempDir
    Path dir;

    /** Noise pictures of two shapes that count how often they are drawn. */
    private static final class Noise implements FaceDataset {
        final AtomicInteger drawn = new AtomicInteger();
        final long seed;
        final String name;

        Noise(String name, long seed) {
            this.name = name;
            this.seed = seed;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public int size() {
            return 9;
        }

        @Override
        public FaceSample sample(int i) {
            return FaceSample.of("n" + i, 0, "p", () -> draw(i)).build();
        }

        private Image draw(int i) {
            drawn.incrementAndGet();
            byte[] rgb = new byte[20 * (16 + i % 2 * 8) * 3];
            new SplittableRandom(seed + i).nextBytes(rgb);
            return Image.of(20, 16 + i % 2 * 8, rgb);
        }

        @Override
        public List<String> identities() {
            return List.of("p");
        }
    }

    private Path file() {
        return dir.resolve("cache/faces.pack");
    }

    private PackedImages open(FaceDataset data) {
        return PackedImages.open(file(), data, "test", picture -> picture);
    }

    private static void assertWhole(PackedImages images, Noise data) {
        for (int i = 0; i < data.size(); i++) {
            assertThat(images.get(i)).isEqualTo(data.sample(i).image());
        }
    }

    @Test
    void laterPassesAndLaterRunsDoNotDecode() {
        Noise data = new Noise("noise", 1);
        try (PackedImages images = open(data)) {
            assertWhole(images, data);
            int before = data.drawn.get();
            for (int i = 0; i < data.size(); i++) {
                images.get(i);
            }
            assertThat(data.drawn.get()).isEqualTo(before);
        }
        data.drawn.set(0);
        try (PackedImages images = open(data)) {
            int checked = data.drawn.get();
            assertThat(checked).isLessThanOrEqualTo(3);
            for (int i = 0; i < data.size(); i++) {
                images.get(i);
            }
            assertThat(data.drawn.get()).isEqualTo(checked);
            assertWhole(images, data);
        }
    }

    @Test
    void aSecondReaderSharesAndDoesNotWrite() throws IOException {
        Noise data = new Noise("noise", 1);
        try (PackedImages first = open(data)) {
            first.get(0);
            try (PackedImages second = open(data)) {
                long size = Files.size(file());
                assertWhole(second, data);
                assertThat(Files.size(file())).isEqualTo(size);
            }
            assertWhole(first, data);
        }
    }

    @Test
    void damagedPixelsAreDecodedAgain() throws IOException {
        Noise data = new Noise("noise", 1);
        try (PackedImages images = open(data)) {
            assertWhole(images, data);
        }
        try (RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
            raw.seek(raw.length() - 10);
            raw.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
        }
        try (PackedImages images = open(data)) {
            assertWhole(images, data);
        }
        try (PackedImages images = open(data)) {
            data.drawn.set(0);
            images.get(data.size() - 1);
            assertThat(data.drawn.get()).isZero();
        }
    }

    @Test
    void aCutOffFileIsFilledAgain() throws IOException {
        Noise data = new Noise("noise", 1);
        try (PackedImages images = open(data)) {
            assertWhole(images, data);
        }
        try (RandomAccessFile raw = new RandomAccessFile(file().toFile(), "rw")) {
            raw.setLength(raw.length() / 2);
        }
        try (PackedImages images = open(data)) {
            assertWhole(images, data);
        }
    }

    @Test
    void otherPicturesOtherFramingsAndOtherFilesAreRefused() throws IOException {
        try (PackedImages images = open(new Noise("noise", 1))) {
            images.get(4);
        }
        assertThatThrownBy(() -> open(new Noise("another", 1)))
                .isInstanceOf(FaceDataException.class)
                .hasMessageContaining("another data set");
        assertThatThrownBy(() -> open(new Noise("noise", 77)))
                .isInstanceOf(FaceDataException.class)
                .hasMessageContaining("picture n4");
        assertThatThrownBy(() -> PackedImages.open(file(), new Noise("noise", 1), "larger", p -> p))
                .hasMessageContaining("another size");
        Files.writeString(file(), "something else entirely, long enough for a header");
        assertThatThrownBy(() -> open(new Noise("noise", 1))).hasMessageContaining("no cache of pictures");
    }

    @Test
    void damagedFilesNeverGiveOtherExceptions() throws IOException {
        Noise data = new Noise("noise", 1);
        try (PackedImages images = open(data)) {
            assertWhole(images, data);
        }
        byte[] whole = Files.readAllBytes(file());
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 200; round++) {
            byte[] damaged = whole.clone();
            for (int k = 0; k < 4; k++) {
                damaged[random.nextInt(32 + 9 * 24)] = (byte) random.nextInt(256);
            }
            Files.write(file(), damaged);
            try (PackedImages images = open(data)) {
                assertWhole(images, data);
            } catch (FaceDataException e) {
                assertThat(e).hasMessageContaining("faces.pack");
            }
        }
    }

    @Test
    void damagedIndexesAreReadOrRefused() throws IOException {
        Noise data = new Noise("noise", 1);
        try (PackedImages images = open(data)) {
            assertWhole(images, data);
        }
        byte[] whole = Files.readAllBytes(file());
        ByteBuffer header = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        long key = header.getLong(16);
        Mutations.run(
                bytes -> {
                    PackedIndex index = PackedIndex.read(new HeapBytes("x.pack", bytes), 9, key);
                    for (int i = 0; i < 9; i++) {
                        assertThat(index.place(i) + 3L * index.width(i) * index.height(i))
                                .isBetween(0L, (long) bytes.length);
                    }
                },
                Arrays.copyOf(whole, 32 + 9 * 24 + 700));
    }

    @Test
    void batchesAreTheSameWithAndWithoutTheFile() {
        Noise data = new Noise("noise", 1);
        ImageBatches.Builder options = ImageBatches.of(data)
                .size(16)
                .batchSize(4)
                .augmentation(Augmentation.standard())
                .framing(Framing.randomCrop(18))
                .seed(3);
        float[][] expected = batches(options);
        options.cacheFile(file()).workers(3);
        assertThat(batches(options)).isEqualTo(expected);
        data.drawn.set(0);
        assertThat(batches(options)).isEqualTo(expected);
        assertThat(data.drawn.get()).isLessThanOrEqualTo(3);
    }

    private static float[][] batches(ImageBatches.Builder options) {
        float[][] seen = new float[9][];
        try (ImageBatches batches = options.open()) {
            for (int b = 0; b < seen.length; b++) {
                FloatBuffer images = FloatBuffer.allocate(4 * 16 * 16 * 3);
                batches.next(images, IntBuffer.allocate(4));
                seen[b] = images.array();
            }
        }
        return seen;
    }
}
