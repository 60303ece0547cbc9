package dev.facet.interpret.pls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes rows of features for {@link FileRows}, one after the other, and measures what the storage loses. */
public final class FeatureFileWriter implements AutoCloseable {
    private final Path file;
    private final int features;
    private final FeatureStorage storage;
    private final FileChannel channel;
    private final ByteBuffer row;
    private int rows;
    private double squares;
    private double errorSquares;

    private FeatureFileWriter(Path file, int features, FeatureStorage storage, FileChannel channel) {
        this.file = file;
        this.features = features;
        this.storage = storage;
        this.channel = channel;
        this.row = ByteBuffer.allocateDirect(Math.toIntExact(storage.rowBytes(features)))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Starts a file, in place of one that exists. */
    public static FeatureFileWriter create(Path file, int features, FeatureStorage storage) {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
            return new FeatureFileWriter(file, features, storage, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write features to " + file, e);
        }
    }

    /**
     * Appends whole rows.
     *
     * @throws PlsException if a number is not finite, or beyond the range of the storage
     * @throws UncheckedIOException if the disk is full, say; the message names the file and how far it got
     */
    public void append(float... values) {
        if (values.length % features != 0) {
            throw new IllegalArgumentException(values.length + " values are not whole rows of " + features);
        }
        for (int first = 0; first < values.length; first += features) {
            encode(values, first);
            write();
            rows++;
        }
    }

    private void encode(float[] values, int first) {
        row.clear();
        for (int j = 0; j < features; j++) {
            float value = values[first + j];
            float stored = value;
            switch (storage) {
                case F32 -> row.putFloat(4 * j, value);
                case BF16 -> {
                    short bits = FeatureStorage.toBf16(value);
                    stored = FeatureStorage.fromBf16(bits);
                    row.putShort(2 * j, bits);
                }
                case F16 -> {
                    short bits = FeatureStorage.toF16(value);
                    stored = FeatureStorage.fromF16(bits);
                    row.putShort(2 * j, bits);
                }
            }
            if (!Float.isFinite(stored)) {
                throw new PlsException("Feature " + j + " of row " + rows + " is " + value + ", which " + storage
                        + " cannot hold; " + (Float.isFinite(value) ? "use BF16 or F32" : "leave it out"));
            }
            squares += (double) value * value;
            errorSquares += ((double) stored - value) * ((double) stored - value);
        }
    }

    private void write() {
        try {
            while (row.hasRemaining()) {
                channel.write(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot write row " + rows + " of features to " + file + " (" + rows * (long) row.capacity()
                            + " bytes written); free disk space",
                    e);
        }
    }

    /** Rows written so far. */
    public int rows() {
        return rows;
    }

    /** √(Σ (stored − given)² / Σ given²) over all numbers so far: 0 for F32. */
    public double relativeError() {
        return squares == 0 ? 0 : Math.sqrt(errorSquares / squares);
    }

    /** Bytes that a file takes. */
    public static long bytes(int rows, int features, FeatureStorage storage) {
        return rows * storage.rowBytes(features);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot finish " + file, e);
        }
    }

    /** Removes a file of features; one that does not exist is no fault. */
    public static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + file, e);
        }
    }
}
