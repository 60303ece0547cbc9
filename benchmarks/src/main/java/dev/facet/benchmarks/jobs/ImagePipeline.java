package dev.facet.benchmarks.jobs;

import dev.facet.faces.Augmentation;
import dev.facet.faces.Image;
import dev.facet.faces.ImageBatches;
import dev.facet.faces.data.FolderDataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * One batch of training images: JPEG files of 250 × 250 pixels (LFW's size) read, decoded, resized to 64 pixels and augmented by
 * background threads.
 */
public final class ImagePipeline implements Job {
    public static final int BATCH = 64;

    /** Where a picture comes from when it is not seen for the first time. */
    public enum Source {
        /** Its file, decoded again: the first epoch. */
        DECODED,
        /** Memory: later epochs of a small set. */
        MEMORY,
        /** A packed file: later epochs and runs of any set. */
        PACKED
    }

    private static final int IDENTITIES = 16;
    private static final int PICTURES = 16;
    private static final int FILE_SIZE = 250;
    private static final int SIZE = 64;
    private static final long CACHE_BYTES = 256L << 20;

    private final Path folder;
    private final ImageBatches batches;
    private final FloatBuffer images = ByteBuffer.allocateDirect(BATCH * SIZE * SIZE * 3 * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    private final IntBuffer labels = IntBuffer.allocate(BATCH);

    /**
     * Opens the pipeline.
     *
     * @param workers background threads
     */
    public ImagePipeline(Source source, int workers) {
        try {
            folder = Files.createTempDirectory("facet-benchmark");
            writePictures();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the pictures of the benchmark to the temporary folder", e);
        }
        batches = ImageBatches.of(FolderDataset.read(folder))
                .size(SIZE)
                .batchSize(BATCH)
                .augmentation(Augmentation.standard())
                .workers(workers)
                .cacheBytes(source == Source.MEMORY ? CACHE_BYTES : 0)
                .cacheFile(source == Source.PACKED ? folder.resolve("pictures.pack") : null)
                .open();
    }

    private void writePictures() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (int identity = 0; identity < IDENTITIES; identity++) {
            Path home = Files.createDirectory(folder.resolve("person" + identity));
            for (int picture = 0; picture < PICTURES; picture++) {
                ImageIO.write(
                        picture(random).toBufferedImage(),
                        "jpeg",
                        home.resolve(picture + ".jpg").toFile());
            }
        }
    }

    /** Coarse noise made large: JPEG files of about the weight of photographs. */
    private static Image picture(SplittableRandom random) {
        byte[] coarse = new byte[3 * 32 * 32];
        random.nextBytes(coarse);
        return Image.of(32, 32, coarse).resize(FILE_SIZE, FILE_SIZE);
    }

    @Override
    public String who() {
        return "facet";
    }

    @Override
    public void run() {
        batches.next(images.clear(), labels.clear());
    }

    /** All pixels of the last batch, normalised. */
    @Override
    public double[] result() {
        double[] pixels = new double[images.capacity()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = images.get(i);
        }
        return pixels;
    }

    @Override
    public void close() {
        batches.close();
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = new ArrayList<>(files.toList());
            deepestFirst.sort(Comparator.reverseOrder());
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
