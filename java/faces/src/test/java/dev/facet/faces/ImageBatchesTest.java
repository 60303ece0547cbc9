package dev.facet.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ImageBatchesTest {

    /** Noise pictures; the red value of pixel (0, 0) is the index. Every person i has i + 1 pictures. */
    private static class Noise implements FaceDataset {
        final List<Integer> people = new ArrayList<>();
        final AtomicInteger decoded = new AtomicInteger();
        int broken = -1;

        Noise(int identities) {
            for (int p = 0; p < identities; p++) {
                for (int k = 0; k <= p; k++) {
                    people.add(p);
                }
            }
        }

        @Override
        public String name() {
            return "noise";
        }

        @Override
        public int size() {
            return people.size();
        }

        @Override
        public FaceSample sample(int i) {
            return FaceSample.of("noise-" + i, people.get(i), "p" + people.get(i), () -> draw(i))
                    .build();
        }

        private Image draw(int i) {
            decoded.incrementAndGet();
            if (i == broken) {
                throw new FaceDataException("Cannot read picture noise-" + i + ": broken");
            }
            byte[] rgb = new byte[16 * 16 * 3];
            new SplittableRandom(i).nextBytes(rgb);
            rgb[0] = (byte) i;
            return Image.of(16, 16, rgb);
        }

        @Override
        public List<String> identities() {
            return people.stream().distinct().map(p -> "p" + p).toList();
        }
    }

    private record Batch(float[] images, int[] labels) {
        int index(int k) {
            return Math.round(images[k * 16 * 16 * 3] * 128 + 127.5f);
        }
    }

    private static Batch next(ImageBatches batches) {
        FloatBuffer images = FloatBuffer.allocate(batches.batchSize() * batches.size() * batches.size() * 3);
        IntBuffer labels = IntBuffer.allocate(batches.batchSize());
        batches.next(images, labels);
        assertThat(images.remaining() + labels.remaining()).isZero();
        return new Batch(images.array(), labels.array());
    }

    private static ImageBatches.Builder small(FaceDataset data) {
        return ImageBatches.of(data).size(16).batchSize(4);
    }

    @Test
    void numberOfWorkersAndQueueDoNotChangeTheBatches() {
        List<float[]> expected = null;
        int unset = 0;
        for (int workers : new int[] {1, 2, 5, unset}) {
            ImageBatches.Builder options =
                    small(new Noise(6)).augmentation(Augmentation.standard()).seed(9);
            if (workers != unset) {
                options.workers(workers).queue(workers == 2 ? 1 : 7);
            }
            try (ImageBatches batches = options.open()) {
                List<float[]> got = new ArrayList<>();
                for (int i = 0; i < 25; i++) {
                    Batch b = next(batches);
                    got.add(b.images);
                    got.add(Arrays.toString(b.labels)
                            .chars()
                            .collect(() -> new float[1], (s, c) -> s[0] += c, (s, t) -> {}));
                }
                if (expected == null) {
                    expected = got;
                }
                for (int i = 0; i < got.size(); i++) {
                    assertThat(got.get(i)).isEqualTo(expected.get(i));
                }
            }
        }
    }

    @Test
    void seedsDiffer() {
        try (ImageBatches a = small(new Noise(6)).seed(1).open();
                ImageBatches b = small(new Noise(6)).seed(2).open()) {
            assertThat(next(a).images).isNotEqualTo(next(b).images);
        }
    }

    @Test
    void anOrderedEpochShowsEveryPictureOnceAndFillsUp() {
        Noise data = new Noise(4); // 10 pictures
        try (ImageBatches batches = small(data).ordered().open()) {
            assertThat(batches.batchesPerEpoch()).isEqualTo(3);
            List<Integer> seen = new ArrayList<>();
            for (int b = 0; b < 3; b++) {
                Batch batch = next(batches);
                assertThat(batches.fresh()).isEqualTo(b < 2 ? 4 : 2);
                for (int k = 0; k < 4; k++) {
                    seen.add(batch.index(k));
                    int person = data.people.get(batch.index(k));
                    assertThat(batch.labels[k]).isEqualTo(k < batches.fresh() ? person : -1);
                }
            }
            assertThat(seen).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1);
        }
    }

    @Test
    void aShuffledEpochHasNoPictureTwice() {
        try (ImageBatches batches = small(new Noise(5)).open()) { // 15 pictures
            assertThat(batches.batchesPerEpoch()).isEqualTo(3);
            for (int epoch = 0; epoch < 3; epoch++) {
                List<Integer> seen = new ArrayList<>();
                for (int b = 0; b < 3; b++) {
                    Batch batch = next(batches);
                    for (int k = 0; k < 4; k++) {
                        seen.add(batch.index(k));
                    }
                }
                assertThat(seen).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void identityUniformShowsRarePeopleAsOften() {
        int[] seen = new int[6];
        try (ImageBatches batches = small(new Noise(6)).identityUniform(true).open()) {
            for (int i = 0; i < 600; i++) {
                for (int label : next(batches).labels) {
                    seen[label]++;
                }
            }
        }
        for (int n : seen) {
            assertThat(n).isBetween(320, 480); // 400 expected
        }
    }

    @Test
    void peopleOfAnotherDataSetAreDrawnUniformly() {
        Noise faces = new Noise(6);
        int[] seen = new int[6];
        try (ImageBatches batches = small(new NumberedPictures(faces))
                .people(faces)
                .identityUniform(true)
                .open()) {
            for (int i = 0; i < 600; i++) {
                for (int label : next(batches).labels) {
                    seen[faces.identity(label)]++;
                }
            }
        }
        for (int n : seen) {
            assertThat(n).isBetween(320, 480); // 400 expected
        }
        assertThatThrownBy(() -> small(faces).people(new Noise(7))).hasMessageContaining("same pictures");
    }

    @Test
    void seekingGoesOnWithTheSameNumbers() {
        List<float[]> whole = new ArrayList<>();
        String position = null;
        ImageBatches.Builder options =
                small(new Noise(6)).augmentation(Augmentation.standard()).workers(2);
        try (ImageBatches batches = options.open()) {
            for (int i = 0; i < 14; i++) {
                if (i == 8) {
                    position = batches.position();
                }
                whole.add(next(batches).images);
            }
        }
        assertThat(position).matches("epoch 1 batch 3 of [0-9a-f]{16}");
        try (ImageBatches batches = options.open()) {
            next(batches);
            batches.seek(position);
            for (int i = 8; i < 14; i++) {
                assertThat(next(batches).images).isEqualTo(whole.get(i));
            }
            assertThatThrownBy(() -> batches.seek("epoch 1 batch 99")).hasMessageContaining("no position");
            assertThatThrownBy(() -> batches.seek("elsewhere")).hasMessageContaining("no position");
        }
    }

    @Test
    void positionsOfOtherSequencesAreRefused() {
        ImageBatches.Builder options = small(new Noise(6)).identityUniform(true).seed(4);
        String position;
        try (ImageBatches batches = options.open()) {
            next(batches);
            position = batches.position();
        }
        try (ImageBatches batches = options.workers(3).cacheBytes(0).open()) {
            batches.seek(position);
            batches.seek("epoch 0 batch 1");
        }
        List<ImageBatches.Builder> others = List.of(
                small(new Noise(6)).seed(4),
                small(new Noise(6)).identityUniform(true).seed(5),
                small(new Noise(7)).identityUniform(true).seed(4),
                small(new Noise(6)).identityUniform(true).seed(4).augmentation(Augmentation.NONE.withGrey(0.2f)),
                small(new Noise(6)).identityUniform(true).seed(4).framing(Framing.randomCrop(20)));
        for (ImageBatches.Builder other : others) {
            try (ImageBatches batches = other.open()) {
                assertThatThrownBy(() -> batches.seek(position))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("other pictures or options");
            }
        }
    }

    @Test
    void uniformPeopleCroppedAndGreyGoOnExactlyAfterAStop() {
        ImageBatches.Builder options = small(new Noise(6))
                .identityUniform(true)
                .framing(Framing.randomCrop(18))
                .augmentation(Augmentation.NONE.withGrey(0.2f).withFlip(0.5f))
                .workers(2);
        List<float[]> whole = new ArrayList<>();
        String position = null;
        try (ImageBatches batches = options.open()) {
            for (int i = 0; i < 20; i++) {
                if (i == 13) {
                    position = batches.position();
                }
                whole.add(next(batches).images);
            }
        }
        try (ImageBatches batches = options.open()) {
            batches.seek(position);
            for (int i = 13; i < 20; i++) {
                assertThat(next(batches).images).isEqualTo(whole.get(i));
            }
        }
    }

    @Test
    void theCacheDecodesOnceWithinItsLimit() {
        Noise data = new Noise(4); // 10 pictures
        try (ImageBatches batches = small(data).ordered().queue(1).open()) {
            for (int i = 0; i < 9; i++) {
                next(batches);
            }
        }
        assertThat(data.decoded.get()).isEqualTo(10);
        Noise uncached = new Noise(4);
        try (ImageBatches batches =
                small(uncached).ordered().queue(1).cacheBytes(3 * 16 * 16 * 3).open()) {
            for (int i = 0; i < 9; i++) {
                next(batches);
            }
        }
        assertThat(uncached.decoded.get()).isGreaterThan(20);
    }

    @Test
    void aBrokenPictureIsNamedWhereItsBatchIsAskedFor() {
        Noise data = new Noise(4);
        data.broken = 5;
        try (ImageBatches batches = small(data).ordered().open()) {
            next(batches);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> next(batches))
                        .isInstanceOf(FaceDataException.class)
                        .hasMessageContaining("noise-5");
            }
            assertThat(batches.position()).startsWith("epoch 0 batch 1 ");
        }
    }

    @Test
    void aWorkerThatDiesIsToldAndNotWaitedFor() {
        Noise data = new Noise(4) {
            @Override
            public FaceSample sample(int i) {
                throw new AssertionError("no memory of picture " + i);
            }
        };
        try (ImageBatches batches = small(data).ordered().open()) {
            assertThatThrownBy(() -> next(batches))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no memory of picture 0");
        }
    }

    @Test
    void memoryThatIsShortIsToldWithTheRemedy() {
        Noise data = new Noise(4) {
            @Override
            public FaceSample sample(int i) {
                throw new OutOfMemoryError("picture " + i);
            }
        };
        try (ImageBatches batches = small(data).ordered().open()) {
            assertThatThrownBy(() -> next(batches)).hasMessageContainingAll("picture 0", "-Xmx", "fewer workers");
        }
    }

    @Test
    void thereAreAsManyWorkersAsCoresAndMemoryAllow() {
        long gigabyte = 1L << 30;
        assertThat(ImageBatches.defaultWorkers(6, 16 * gigabyte)).isEqualTo(6);
        assertThat(ImageBatches.defaultWorkers(64, 16 * gigabyte)).isEqualTo(8);
        assertThat(ImageBatches.defaultWorkers(8, gigabyte)).isEqualTo(4);
        assertThat(ImageBatches.defaultWorkers(8, gigabyte / 64)).isOne();
    }

    @Test
    void misuseIsRefused() {
        ImageBatches batches = small(new Noise(2)).open();
        assertThatThrownBy(() -> batches.next(FloatBuffer.allocate(3), IntBuffer.allocate(4)))
                .hasMessageContaining("room");
        batches.close();
        batches.close();
        assertThatThrownBy(() -> next(batches)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> small(new Noise(0)).open()).hasMessageContaining("no pictures");
        assertThatThrownBy(() -> small(new Noise(2)).workers(0)).hasMessageContaining("workers");
        assertThatThrownBy(() -> Augmentation.NONE.withFlip(2)).hasMessageContaining("flip");
    }

    @Test
    void aDataSetSmallerThanABatchStillFillsIt() {
        try (ImageBatches batches = small(new Noise(1)).open()) {
            assertThat(batches.batchesPerEpoch()).isOne();
            assertThat(next(batches).labels).startsWith(0, -1).containsOnly(0, -1);
            assertThat(batches.fresh()).isOne();
        }
    }

    @Test
    void augmentationOfAFlatPictureMovesOnlyItsColours() {
        byte[] flat = new byte[19 * 19 * 3];
        Arrays.fill(flat, (byte) 128);
        Augmenter move = new Augmenter(
                Augmentation.NONE.withShift(0.2f).withScale(0.2f).withRotationDegrees(20), Framing.stretch(), 16);
        assertThat(move.workingSide()).isEqualTo(19);
        assertThat(move.apply(Image.of(19, 19, flat), 1)).containsOnly((byte) 128);
    }

    @Test
    void augmentationWithoutMovementOnlyFlips() {
        Image image = new Noise(2).draw(1);
        Augmenter flip = new Augmenter(Augmentation.NONE.withFlip(1), Framing.stretch(), 16);
        assertThat(flip.apply(image, 1)).isEqualTo(image.flip().rgb());
    }
}
