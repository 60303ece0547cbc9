package dev.facet.faces;

import dev.facet.faces.internal.MappedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decoded pictures at working size in one file, filled as they are first asked for and read through memory mapping ever
 * after, by later epochs and later runs. Numbers are little-endian:
 *
 * <pre>
 * 0   "FACETPIX"
 * 8   int version, 1
 * 12  int n, the number of pictures
 * 16  long key, of the data set's name, its pictures' ids and the framing
 * 24  8 bytes 0
 * 32  n times: long place of the pixels (0: not there yet), int width, int height, int CRC-32C of the pixels, int 0
 * ... pixels, red green blue, rows from the top
 * </pre>
 *
 * <p>An entry is written after its pixels, so whatever ends the process leaves a usable file; pixels that do not fit their
 * checksum are decoded again. The first process that opens a file fills it; others meanwhile only read.
 */
final class PackedImages implements WorkingPictures {

    private static final Logger LOG = LoggerFactory.getLogger(PackedImages.class);

    private static final long MAGIC = 0x5849505445434146L; // "FACETPIX"
    private static final int VERSION = 1;
    private static final int HEADER = 32;
    private static final int ENTRY = 24;
    private static final int MAX_SIDE = 1 << 15;
    private static final int CHECKED_PICTURES = 3;

    // Every mapping costs the process an entry in a table of limited size, so new pixels are read until they are many.
    private static final long MAPPED_AT_ONCE = 64 << 20;

    private static final double DECODER_TOLERANCE = 2;

    private final Path file;
    private final FaceDataset dataset;
    private final UnaryOperator<Image> toWorking;
    private final FileChannel channel;
    private final MappedFile mapped;
    private final AtomicLongArray places;
    private final int[] widths;
    private final int[] heights;
    private final int[] checksums;
    private final AtomicLong end;
    private volatile boolean filling;

    private PackedImages(
            Path file, FaceDataset dataset, UnaryOperator<Image> toWorking, FileChannel channel, boolean filling)
            throws IOException {
        this.file = file;
        this.dataset = dataset;
        this.toWorking = toWorking;
        this.channel = channel;
        this.filling = filling;
        int n = dataset.size();
        places = new AtomicLongArray(n);
        widths = new int[n];
        heights = new int[n];
        checksums = new int[n];
        mapped = MappedFile.of(file, channel);
        end = new AtomicLong(readIndex());
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
                start(channel, dataset.size(), key);
            }
            checkHeader(file, channel, dataset.size(), key);
            PackedImages images = new PackedImages(file, dataset, toWorking, channel, filling);
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

    private static void start(FileChannel channel, int count, long key) throws IOException {
        ByteBuffer header = buffer(HEADER);
        header.putLong(MAGIC).putInt(VERSION).putInt(count).putLong(key).rewind();
        // The file's end is written first: a header only stands in a file with its whole index.
        long size = HEADER + (long) ENTRY * count;
        write(channel, buffer(1), size);
        write(channel, header, 0);
    }

    private static void checkHeader(Path file, FileChannel channel, int count, long key) throws IOException {
        ByteBuffer header = buffer(HEADER);
        while (header.hasRemaining() && channel.read(header, header.position()) > 0) {
            // Until the header is whole or the file ends.
        }
        header.flip();
        if (header.remaining() < HEADER || header.getLong() != MAGIC) {
            throw new FaceDataException(file + " is no cache of pictures. Name another file, or delete it.");
        }
        int version = header.getInt();
        if (version != VERSION) {
            throw new FaceDataException(
                    file + " is a cache of version " + version + ", this Facet reads " + VERSION + ". Delete it.");
        }
        if (header.getInt() != count || header.getLong() != key || channel.size() < HEADER + (long) ENTRY * count) {
            throw new FaceDataException(
                    file + " keeps pictures of another data set or at another size. Delete it or name another file.");
        }
    }

    /** Fills the arrays; entries that cannot be are left out. Returns where the next pixels go. */
    private long readIndex() {
        long last = HEADER + (long) ENTRY * places.length();
        byte[] block = new byte[ENTRY * 4096];
        int dropped = 0;
        for (int i = 0; i < places.length(); i++) {
            int inBlock = i % 4096;
            if (inBlock == 0) {
                mapped.read(HEADER + (long) ENTRY * i, block, 0, ENTRY * Math.min(4096, places.length() - i));
            }
            ByteBuffer entry = ByteBuffer.wrap(block, ENTRY * inBlock, ENTRY).order(ByteOrder.LITTLE_ENDIAN);
            long place = entry.getLong();
            int w = entry.getInt();
            int h = entry.getInt();
            boolean sane = place >= HEADER && w > 0 && h > 0 && w <= MAX_SIDE && h <= MAX_SIDE;
            if (sane && place <= mapped.size() - 3L * w * h) {
                widths[i] = w;
                heights[i] = h;
                checksums[i] = entry.getInt();
                places.set(i, place);
                last = Math.max(last, place + 3L * w * h);
            } else {
                dropped += place == 0 ? 0 : 1;
            }
        }
        if (dropped > 0) {
            LOG.warn("{}: {} entries are damaged; their pictures are decoded again", file, dropped);
        }
        return last;
    }

    // Ids do not tell whether the pictures behind them, their crop or their alignment have changed.
    private void checkSomePictures() {
        for (int k = 0; k < CHECKED_PICTURES; k++) {
            int i = (int) ((long) k * places.length() / CHECKED_PICTURES);
            while (i < places.length() && places.get(i) == 0) {
                i++;
            }
            Image kept = i < places.length() ? read(i) : null;
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
        Image kept = places.get(i) == 0 ? null : read(i);
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
        byte[] rgb = pixels(places.get(i), 3 * widths[i] * heights[i]);
        if (rgb == null || checksum(rgb) != checksums[i]) {
            LOG.warn(
                    "{}: the kept picture {} is damaged; it is decoded again",
                    file,
                    dataset.sample(i).id());
            return null;
        }
        return Image.of(widths[i], heights[i], rgb);
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
        ByteBuffer entry = buffer(ENTRY);
        entry.putLong(place)
                .putInt(picture.width())
                .putInt(picture.height())
                .putInt(checksum)
                .rewind();
        try {
            write(channel, ByteBuffer.wrap(rgb), place);
            write(channel, entry, HEADER + (long) ENTRY * i);
        } catch (IOException e) {
            // A full disk costs speed, not the training; closing interrupts the workers and ends here, too.
            if (filling && channel.isOpen()) {
                LOG.warn("{}: no more pictures are kept: {}", file, e.toString());
            }
            filling = false;
            return;
        }
        widths[i] = picture.width();
        heights[i] = picture.height();
        checksums[i] = checksum;
        places.set(i, place);
    }

    private static int checksum(byte[] rgb) {
        CRC32C crc = new CRC32C();
        crc.update(rgb, 0, rgb.length);
        return (int) crc.getValue();
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
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
