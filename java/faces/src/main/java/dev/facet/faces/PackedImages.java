package dev.facet.faces;

import dev.facet.faces.internal.MappedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decoded pictures at working size in one file, filled as they are first asked for and read through memory mapping ever
 * after, by later epochs and later runs. A {@link PackedIndex}, then the pixels: red green blue, rows from the top.
 *
 * <p>An entry is written after its pixels, so whatever ends the process leaves a usable file; pixels that do not fit their
 * checksum are decoded again. The first process that opens a file fills it; others meanwhile only read.
 */
final class PackedImages implements WorkingPictures {

    private static final Logger LOG = LoggerFactory.getLogger(PackedImages.class);

    private static final int CHECKED_PICTURES = 3;

    // Every mapping costs the process an entry in a table of limited size, so new pixels are read until they are many.
    private static final long MAPPED_AT_ONCE = 64 << 20;

    private static final double DECODER_TOLERANCE = 2;

    private final Path file;
    private final FaceDataset dataset;
    private final UnaryOperator<Image> toWorking;
    private final FileChannel channel;
    private final MappedFile mapped;
    private final PackedIndex index;
    private final AtomicLong end;
    private volatile boolean filling;

    private PackedImages(
            Path file,
            FaceDataset dataset,
            UnaryOperator<Image> toWorking,
            FileChannel channel,
            MappedFile mapped,
            PackedIndex index,
            boolean filling) {
        this.file = file;
        this.dataset = dataset;
        this.toWorking = toWorking;
        this.channel = channel;
        this.mapped = mapped;
        this.index = index;
        this.filling = filling;
        end = new AtomicLong(index.end());
    }

    /**
     * Opens or starts a file.
     *
     * @param framing what {@code toWorking} depends on, in words
     * @param toWorking makes the picture that is kept
     * @throws FaceDataException naming the file if it cannot be opened, is something else, or has pictures of another
     *     data set or framing
     */
    static PackedImages open(Path file, FaceDataset dataset, String framing, UnaryOperator<Image> toWorking) {
        long key = key(dataset, framing);
        FileChannel channel = null;
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            boolean filling = lock(channel);
            if (filling && channel.size() == 0) {
                // The index's last byte is written first: a header only stands in a file with its whole index.
                write(channel, ByteBuffer.allocate(1), PackedIndex.bytes(dataset.size()) - 1);
                write(channel, PackedIndex.header(dataset.size(), key), 0);
            }
            MappedFile mapped = MappedFile.of(file, channel);
            PackedIndex index = PackedIndex.read(mapped, dataset.size(), key);
            if (index.dropped() > 0) {
                LOG.warn("{}: {} entries are damaged; their pictures are decoded again", file, index.dropped());
            }
            PackedImages images = new PackedImages(file, dataset, toWorking, channel, mapped, index, filling);
            images.checkSomePictures();
            return images;
        } catch (IOException | RuntimeException e) {
            closeQuietly(channel);
            if (e instanceof FaceDataException known) {
                throw known;
            }
            throw new FaceDataException(
                    "Cannot use cache " + file + ": " + e + ". Check the folder and its free space.", e);
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.warn("cannot close a cache of pictures", e);
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            // Held until the channel is closed.
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static long key(FaceDataset dataset, String framing) {
        long key = Mix.of(Mix.of(dataset.name(), 1), dataset.size());
        key = Mix.of(framing, key);
        for (int i = 0; i < dataset.size(); i++) {
            key = Mix.of(dataset.sample(i).id(), key);
        }
        return key;
    }

    // Ids do not tell whether the pictures behind them, their crop or their alignment have changed.
    private void checkSomePictures() {
        for (int k = 0; k < CHECKED_PICTURES; k++) {
            int i = (int) ((long) k * index.count() / CHECKED_PICTURES);
            while (i < index.count() && !index.has(i)) {
                i++;
            }
            Image kept = i < index.count() ? read(i) : null;
            if (kept != null && !similar(kept, toWorking.apply(dataset.sample(i).image()))) {
                throw new FaceDataException(file + " was made when picture "
                        + dataset.sample(i).id() + " was another. Delete it or name another file.");
            }
        }
    }

    // Decoders of different releases may round differently.
    private static boolean similar(Image a, Image b) {
        if (a.width() != b.width() || a.height() != b.height()) {
            return false;
        }
        long sum = 0;
        for (int i = 0; i < a.rgb().length; i++) {
            sum += Math.abs((a.rgb()[i] & 255) - (b.rgb()[i] & 255));
        }
        return sum <= DECODER_TOLERANCE * a.rgb().length;
    }

    @Override
    public Image get(int i) {
        Image kept = index.has(i) ? read(i) : null;
        if (kept != null) {
            return kept;
        }
        Image picture = toWorking.apply(dataset.sample(i).image());
        if (filling) {
            keep(i, picture);
        }
        return picture;
    }

    /** The picture, or null if its bytes are damaged. */
    private Image read(int i) {
        byte[] rgb = pixels(index.place(i), 3 * index.width(i) * index.height(i));
        if (rgb == null || checksum(rgb) != index.checksum(i)) {
            LOG.warn(
                    "{}: the kept picture {} is damaged; it is decoded again",
                    file,
                    dataset.sample(i).id());
            return null;
        }
        return Image.of(index.width(i), index.height(i), rgb);
    }

    private byte[] pixels(long place, int length) {
        try {
            if (place + length > mapped.size() && channel.size() - mapped.size() >= MAPPED_AT_ONCE) {
                mapped.extend(channel);
            }
            if (place + length <= mapped.size()) {
                return mapped.read(place, length);
            }
            ByteBuffer rgb = ByteBuffer.allocate(length);
            while (rgb.hasRemaining() && channel.read(rgb, place + rgb.position()) > 0) {
                // Until all is there or the file ends.
            }
            return rgb.hasRemaining() ? null : rgb.array();
        } catch (IOException e) {
            return null;
        }
    }

    private void keep(int i, Image picture) {
        byte[] rgb = picture.rgb();
        long place = end.getAndAdd(rgb.length);
        int checksum = checksum(rgb);
        try {
            write(channel, ByteBuffer.wrap(rgb), place);
            write(
                    channel,
                    PackedIndex.entry(place, picture.width(), picture.height(), checksum),
                    PackedIndex.entryAt(i));
        } catch (IOException e) {
            // A full disk costs speed, not the training; closing interrupts the workers and ends here, too.
            if (filling && channel.isOpen()) {
                LOG.warn("{}: no more pictures are kept: {}", file, e.toString());
            }
            filling = false;
            return;
        }
        index.put(i, place, picture.width(), picture.height(), checksum);
    }

    private static int checksum(byte[] rgb) {
        CRC32C crc = new CRC32C();
        crc.update(rgb, 0, rgb.length);
        return (int) crc.getValue();
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        long place = at;
        while (bytes.hasRemaining()) {
            place += channel.write(bytes, place);
        }
    }

    @Override
    public void close() {
        filling = false;
        closeQuietly(channel);
    }
}
