package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.internal.ByteSource;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Records of a RecordIO file, the container of MXNet. A record is one or more pieces of: the magic number 0xced7230a, a
 * word with the piece's kind in its upper 3 bits (0 whole, 1 first, 2 middle, 3 last) and its length in bytes in the lower
 * 29, the bytes, and zeros up to a multiple of 4. Between two pieces of a record the magic number itself was: a writer
 * splits a record there, so that the number only ever stands at the start of a piece. All little-endian.
 *
 * <p>Source: {@code dmlc/recordio.h} of dmlc-core and public readers of InsightFace's files (29 bits of length; the first
 * versions of the header had 30 and another number).
 */
final class RecordIo {

    static final int MAGIC = 0xced7230a;
    static final int LENGTH_BITS = 29;
    static final int MAX_PIECE = (1 << LENGTH_BITS) - 1;
    static final int WHOLE = 0;
    static final int FIRST = 1;
    static final int MIDDLE = 2;
    static final int LAST = 3;

    /** Magic number and length word. */
    static final int PIECE_HEADER = 8;

    // A face takes some kilobytes; this also bounds the memory that a damaged length can ask for.
    private static final int MAX_RECORD = 256 << 20;

    private RecordIo() {}

    /**
     * Reads the record that starts at a place.
     *
     * @throws FaceDataException naming file and place if no whole record starts there
     */
    static byte[] read(ByteSource file, long at) {
        int kind = kind(file, at);
        if (kind == WHOLE) {
            return file.read(at + PIECE_HEADER, length(file, at));
        }
        if (kind != FIRST) {
            throw bad(file, at, "a record goes on here without having started");
        }
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        long piece = at;
        while (true) {
            int length = length(file, piece);
            if (record.size() > MAX_RECORD - length - Integer.BYTES) {
                throw bad(file, at, "the record has more than " + MAX_RECORD + " bytes");
            }
            record.writeBytes(file.read(piece + PIECE_HEADER, length));
            if (kind == LAST) {
                return record.toByteArray();
            }
            record.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(MAGIC)
                    .array());
            piece = next(piece, length);
            kind = kind(file, piece);
            if (kind != MIDDLE && kind != LAST) {
                throw bad(file, piece, "the record that starts at byte " + at + " should go on here");
            }
        }
    }

    /**
     * The start of a record.
     *
     * @param bytes as many as asked for, or fewer where the record ends
     * @param length of the whole record in bytes
     */
    record Start(byte[] bytes, int length) {}

    /**
     * Reads the start of the record that starts at a place.
     *
     * @throws FaceDataException naming file and place if no record starts there
     */
    static Start readStart(ByteSource file, long at, int bytes) {
        if (kind(file, at) != WHOLE) {
            byte[] record = read(file, at);
            return new Start(Arrays.copyOf(record, Math.min(bytes, record.length)), record.length);
        }
        int length = length(file, at);
        return new Start(file.read(at + PIECE_HEADER, Math.min(bytes, length)), length);
    }

    /** Where the piece after the one at a place starts. */
    static long next(ByteSource file, long at) {
        kind(file, at);
        return next(at, length(file, at));
    }

    private static long next(long at, int length) {
        return at + PIECE_HEADER + (length + 3L & ~3L);
    }

    /** The kind of the piece at a place, checked to be one. */
    static int kind(ByteSource file, long at) {
        if (at < 0 || at > file.size() - PIECE_HEADER) {
            throw bad(file, at, "the file ends at byte " + file.size());
        }
        int magic = file.intAt(at);
        if (magic != MAGIC) {
            throw bad(file, at, "there is no magic number but " + Integer.toHexString(magic));
        }
        int kind = file.intAt(at + Integer.BYTES) >>> LENGTH_BITS;
        if (kind > LAST) {
            throw bad(file, at, "there is no kind of record " + kind);
        }
        return kind;
    }

    private static int length(ByteSource file, long at) {
        int length = file.intAt(at + Integer.BYTES) & MAX_PIECE;
        if (length > file.size() - at - PIECE_HEADER) {
            throw bad(file, at, "a record of " + length + " bytes reaches over the file's end at " + file.size());
        }
        if (length > MAX_RECORD) {
            throw bad(file, at, "the record has more than " + MAX_RECORD + " bytes");
        }
        return length;
    }

    static FaceDataException bad(ByteSource file, long at, String reason) {
        return new FaceDataException(
                file.name() + " at byte " + at + ": " + reason + ". The file is cut off or damaged; copy it again.");
    }
}
