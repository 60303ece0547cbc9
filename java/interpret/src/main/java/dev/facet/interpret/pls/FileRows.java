package dev.facet.interpret.pls;

import dev.facet.engine.DType;
import dev.facet.engine.Device;
import dev.facet.engine.Executable;
import dev.facet.engine.Graph;
import dev.facet.engine.Node;
import dev.facet.engine.Tensor;
import dev.facet.engine.Variables;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Features in a file of {@link FeatureFileWriter}, of any size: every pass reads it once from front to back, straight into a
 * program's memory, so that what fits into the system's page cache is read at the speed of memory. 16-bit numbers reach the
 * device as they stand in the file. A GPU's passes and products read them so; on the CPU each of them widens the block's rows
 * first, to floats of its own.
 */
public final class FileRows implements FeatureRows, FeatureColumns, AutoCloseable {
    private static final String BLOCK = "feature_block";
    private static final String WINDOW = "feature_window";
    private static final long DEFAULT_BLOCK_BYTES = 256L << 20;

    private final Device device;
    private final Path file;
    private final FeatureStorage storage;
    private final int rows;
    private final int features;
    private final int blockRows;
    private final FileChannel channel;

    private FileRows(
            Device device,
            Path file,
            FeatureStorage storage,
            int rows,
            int features,
            int blockRows,
            FileChannel channel) {
        this.device = device;
        this.file = file;
        this.storage = storage;
        this.rows = rows;
        this.features = features;
        this.blockRows = blockRows;
        this.channel = channel;
    }

    /** Opens a file whose number of rows follows from its size, with blocks of about 256 MiB. */
    public static FileRows open(Device device, Path file, int features, FeatureStorage storage) {
        return open(device, file, features, storage, DEFAULT_BLOCK_BYTES);
    }

    /**
     * Opens a file.
     *
     * @param blockBytes about the memory of one block, as 32-bit floats
     * @throws PlsException if the file does not hold whole rows
     */
    public static FileRows open(Device device, Path file, int features, FeatureStorage storage, long blockBytes) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            try {
                return of(device, file, features, storage, blockBytes, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot read features from " + file + ": " + e.getMessage()
                            + ". Check that the file is there, whole, and may be read.",
                    e);
        }
    }

    private static FileRows of(
            Device device, Path file, int features, FeatureStorage storage, long blockBytes, FileChannel channel)
            throws IOException {
        long bytes = channel.size();
        long rowBytes = storage.rowBytes(features);
        if (bytes == 0 || bytes % rowBytes != 0) {
            throw new PlsException(file + " has " + bytes + " bytes, which are not whole rows of " + features
                    + " features as " + storage + " (" + rowBytes + " bytes each)");
        }
        int rows = Math.toIntExact(bytes / rowBytes);
        long block = Math.max(1, Math.min(rows, Math.min(blockBytes, Integer.MAX_VALUE) / (4L * features)));
        return new FileRows(device, file, storage, rows, features, (int) block, channel);
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int features() {
        return features;
    }

    @Override
    public int blockRows() {
        return blockRows;
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public Node declare(Graph graph) {
        return declare(graph, BLOCK, blockRows, features);
    }

    private Node declare(Graph graph, String name, int height, int width) {
        return storage.half() == null
                ? graph.input(name, height, width)
                : graph.unpack16(graph.input(name, DType.I32, height, (width + 1) / 2), storage.half(), width);
    }

    @Override
    public List<Variables> variables() {
        return List.of();
    }

    @Override
    public void feed(Executable program, int first, int count) {
        long words = storage.rowBytes(features) / 4;
        Tensor block = program.input(BLOCK);
        block.fillBytes(0, Math.toIntExact(count * words), bytes -> read(first * 4 * words, bytes));
        if (count < blockRows) {
            block.fillBytes(count * words, Math.toIntExact((blockRows - count) * words), FileRows::zero);
        }
    }

    @Override
    public int windowFeatures(long memoryBytes) {
        long most = Math.min(memoryBytes, Integer.MAX_VALUE) / (bytesOfNumber() * rows);
        return (int) Math.max(2, Math.min(most, features + 1L) / 2 * 2); // even: 16-bit numbers stand in pairs
    }

    /** As stored, and as the float that the CPU widens it to. */
    private long bytesOfNumber() {
        if (storage.half() == null) {
            return 4;
        }
        return device.readsPackedRows() ? 2 : 2 + 4;
    }

    @Override
    public Node declareWindow(Graph graph, int width) {
        return declare(graph, WINDOW, rows, width);
    }

    @Override
    public void feedWindow(Executable program, int first, int count) {
        Tensor window = program.input(WINDOW);
        int width = (int) window.shape().dim(1); // in words
        int words = Math.toIntExact(storage.rowBytes(count) / 4);
        long start = storage.rowBytes(first);
        for (int row = 0; row < rows; row++) {
            long at = row * storage.rowBytes(features) + start;
            window.fillBytes((long) row * width, words, bytes -> read(at, bytes));
            if (words < width) {
                window.fillBytes((long) row * width + words, width - words, FileRows::zero);
            }
        }
    }

    private void read(long position, ByteBuffer to) {
        try {
            long at = position;
            while (to.hasRemaining()) {
                int got = channel.read(to, at);
                if (got < 0) {
                    throw new EOFException("it ends at byte " + at);
                }
                at += got;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot read features from " + file + ": " + e.getMessage()
                            + ". Check that the file is there, whole, and may be read.",
                    e);
        }
    }

    private static void zero(ByteBuffer bytes) {
        while (bytes.remaining() >= 4) {
            bytes.putInt(0);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close " + file, e);
        }
    }
}
