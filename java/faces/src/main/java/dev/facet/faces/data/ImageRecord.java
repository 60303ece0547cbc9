package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * MXNet's image record: a header of flag (32 bits), label (32-bit float), id and second id (64 bits each), little-endian;
 * then, if the flag is n and not 0, n more labels as 32-bit floats, which count instead of the header's; then the picture.
 * Large sets store these labels as 64-bit floats, because 32 bits count exactly only to 2^24.
 *
 * <p>Source: {@code mxnet/recordio.py} ({@code _IR_FORMAT = 'IfQQ'}) and {@code recognition} of deepinsight/insightface.
 *
 * @param labels one or more
 * @param picture where the picture starts in the record
 */
record ImageRecord(double[] labels, int picture) {

    /** Bytes of the header. */
    static final int HEADER = 24;

    // The header of a data set and of a person have 2 labels, others some landmarks.
    private static final int MAX_LABELS = 1 << 16;

    /**
     * Reads header and labels.
     *
     * @param record a whole record, or its start
     * @param length of the whole record in bytes
     * @param where names file and place, for errors
     */
    static ImageRecord parse(byte[] record, int length, String where) {
        if (record.length < HEADER) {
            throw new FaceDataException(where + ": a record of " + length + " bytes is no image record; it needs "
                    + HEADER + ". Copy the file again.");
        }
        ByteBuffer b = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
        int count = b.getInt(0);
        if (count == 0) {
            return new ImageRecord(new double[] {b.getFloat(4)}, HEADER);
        }
        if (count < 0 || count > MAX_LABELS || length < HEADER + 4L * count) {
            throw new FaceDataException(where + ": the record claims " + Integer.toUnsignedString(count)
                    + " labels and has " + length + " bytes. Copy the file again.");
        }
        boolean wide = length == HEADER + 8L * count;
        int size = wide ? 8 : 4;
        int there = Math.min(count, (record.length - HEADER) / size);
        double[] labels = new double[there];
        for (int k = 0; k < there; k++) {
            labels[k] = wide ? b.getDouble(HEADER + 8 * k) : b.getFloat(HEADER + 4 * k);
        }
        return new ImageRecord(labels, HEADER + size * count);
    }

    /** The id in the header of a record, which writers set to its key; -1 if the record is shorter than a header. */
    static long id(byte[] record) {
        return record.length < HEADER
                ? -1
                : ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).getLong(8);
    }

    /** Whether nothing follows the labels: the header of a data set or of a person. */
    boolean isHeaderOnly(int length) {
        return picture == length && labels.length >= 2;
    }
}
