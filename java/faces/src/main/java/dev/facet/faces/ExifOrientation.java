package dev.facet.faces;

import com.twelvemonkeys.imageio.metadata.Directory;
import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEG;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegment;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegmentUtil;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * How a camera was held: tag 0x0112 of the Exif data of a JPEG file (JEITA CP-3451, 4.6.4). Telephones store the sensor's
 * rows and write here how to turn them; a face that lies on its side is found by no detector.
 */
enum ExifOrientation {
    UPRIGHT,
    MIRRORED,
    UPSIDE_DOWN,
    MIRRORED_UPSIDE_DOWN,
    TRANSPOSED,
    TURN_RIGHT,
    TRANSVERSED,
    TURN_LEFT;

    /** Of a JPEG file; upright if it does not say, or if its Exif data is damaged. */
    static ExifOrientation of(byte[] jpeg) {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg))) {
            List<JPEGSegment> segments = JPEGSegmentUtil.readSegments(in, JPEG.APP1, "Exif");
            return segments.isEmpty() ? UPRIGHT : of(segments.get(0));
        } catch (IOException | RuntimeException e) {
            // The picture itself is whole; what the camera says of itself is not worth losing it.
            return UPRIGHT;
        }
    }

    private static ExifOrientation of(JPEGSegment exif) throws IOException {
        InputStream data = exif.data();
        data.skipNBytes(1); // a byte of padding after "Exif\0"; offsets count from behind it
        try (ImageInputStream tiff = new MemoryCacheImageInputStream(data)) {
            Directory directory = new TIFFReader().read(tiff);
            Entry entry = directory.getEntryById(TIFF.TAG_ORIENTATION);
            int value = entry == null ? 1 : ((Number) entry.getValue()).intValue();
            return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
        }
    }

    /** Whether width and height change places. */
    boolean swapsSides() {
        return ordinal() >= TRANSPOSED.ordinal();
    }

    /** The picture as it is to be seen. */
    Image apply(Image stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int w = stored.width();
        int h = stored.height();
        int outWidth = swapsSides() ? h : w;
        int outHeight = swapsSides() ? w : h;
        byte[] from = stored.rgb();
        byte[] to = new byte[from.length];
        for (int y = 0; y < outHeight; y++) {
            for (int x = 0; x < outWidth; x++) {
                System.arraycopy(from, 3 * source(x, y, w, h), to, 3 * (y * outWidth + x), 3);
            }
        }
        return Image.of(outWidth, outHeight, to);
    }

    /** Index of the stored pixel that is seen at (x, y). */
    private int source(int x, int y, int w, int h) {
        int left = swapsSides() ? y : x;
        int top = swapsSides() ? x : y;
        boolean fromRight = this == MIRRORED || this == UPSIDE_DOWN || this == TRANSVERSED || this == TURN_LEFT;
        boolean fromBottom =
                this == UPSIDE_DOWN || this == MIRRORED_UPSIDE_DOWN || this == TURN_RIGHT || this == TRANSVERSED;
        int column = fromRight ? w - 1 - left : left;
        int row = fromBottom ? h - 1 - top : top;
        return row * w + column;
    }
}
