package dev.facet.faces;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads JPEG and PNG files, told apart by their first bytes and never by their names. Grey, indexed, transparent,
 * 16-bit and CMYK pictures become RGB, and pictures of a turned camera stand upright (Exif).
 */
public final class ImageFiles {

    /** Pictures with a shorter side are refused: no face can be seen in them. */
    public static final int MIN_SIDE = 16;

    /** Pictures with a longer side, as no JPEG has, are refused before any memory is taken for them. */
    public static final int MAX_SIDE = 65_535;

    /** Pictures with more pixels are refused before any memory is taken for them. */
    public static final long MAX_PIXELS = 100_000_000;

    /** Files with more bytes are refused before any memory is taken for them. */
    public static final long MAX_BYTES = 256 << 20;

    // Photographs have a few pixels a byte. A header that claims a large picture in a tiny file is damaged or made to
    // fill the memory ("zip bomb"), so large pictures must bring some bytes.
    private static final long LARGE_PIXELS = 16 << 20;
    private static final long MAX_PIXELS_PER_BYTE = 100;

    // Each scan of a progressive JPEG passes over the whole picture; real encoders write about ten.
    private static final int MAX_SCANS = 100;

    private static final Pattern PICTURE_NAMES = Pattern.compile("\\.(jpe?g|png|webp|gif|bmp|tiff?|heic)$");

    private ImageFiles() {}

    /**
     * Reads a file.
     *
     * @throws FaceDataException naming file, reason and remedy if it is missing, empty, no JPEG or PNG, cut off,
     *     damaged, smaller than {@value #MIN_SIDE} pixels, larger than {@value #MAX_SIDE} a side, {@value #MAX_PIXELS} pixels or
     *     {@value #MAX_BYTES} bytes, or claims far more pixels than its bytes can tell
     */
    public static Image read(Path file) {
        return decode(bytes(file), file.toString());
    }

    /**
     * Decodes a picture that is already in memory.
     *
     * @param content a whole JPEG or PNG file
     * @param name what errors call it
     */
    public static Image decode(byte[] content, String name) {
        Image stored = BufferedImages.toImage(decodeBuffered(content, name));
        return isJpeg(content) ? ExifOrientation.of(content).apply(stored) : stored;
    }

    /**
     * Reads the values of a one-channel PNG as they are stored, for example the indices of a label map: no palette and no
     * colour conversion is applied.
     *
     * @return height x width values
     */
    public static LabelMap readLabels(Path file) {
        BufferedImage picture = decodeBuffered(bytes(file), file.toString());
        if (picture.getRaster().getNumBands() != 1 || picture.getSampleModel().getSampleSize(0) > 8) {
            throw bad(
                    file.toString(),
                    "a label map has one channel of at most 8 bits, this has "
                            + picture.getRaster().getNumBands(),
                    "save it as an indexed or 8-bit grey PNG");
        }
        int w = picture.getWidth();
        int h = picture.getHeight();
        int[] samples = picture.getRaster().getSamples(0, 0, w, h, 0, (int[]) null);
        byte[] values = new byte[samples.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) samples[i];
        }
        return new LabelMap(w, h, values);
    }

    /**
     * The values of an indexed picture.
     *
     * @param width pixels
     * @param height pixels
     * @param values {@code height * width} unsigned bytes
     */
    public record LabelMap(int width, int height, byte[] values) {}

    /**
     * Width and height of a picture.
     *
     * @param width pixels
     * @param height pixels
     */
    public record Size(int width, int height) {}

    /**
     * Reads width and height, as the picture is to be seen, without decoding it.
     *
     * @throws FaceDataException as {@link #read}
     */
    public static Size size(Path file) {
        return size(bytes(file), file.toString());
    }

    /**
     * Width and height of a picture that is already in memory, without decoding it.
     *
     * @param content a whole JPEG or PNG file
     * @param name what errors call it
     */
    public static Size size(byte[] content, String name) {
        String format = format(content, name);
        Size stored = withReader(format, content, name, reader -> new Size(reader.getWidth(0), reader.getHeight(0)));
        boolean swapped = isJpeg(content) && ExifOrientation.of(content).swapsSides();
        return swapped ? new Size(stored.height(), stored.width()) : stored;
    }

    /**
     * Whether a file holds a JPEG or PNG, by its first bytes.
     *
     * @throws FaceDataException if it does not and yet is called a picture (.jpg, .jpeg, .png, .webp, .gif, .bmp, .tif,
     *     .tiff, .heic), or cannot be read
     */
    public static boolean isPicture(Path file) {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(64);
        } catch (IOException e) {
            throw new FaceDataException(
                    "Cannot read picture " + file + ": " + e.getMessage() + ". Check that it is a readable file.", e);
        }
        if (isJpeg(head) || isPng(head)) {
            return true;
        }
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (PICTURE_NAMES.matcher(name).find()) {
            format(head, file.toString());
        }
        return false;
    }

    /**
     * The bytes of a picture file, without looking at them.
     *
     * @throws FaceDataException naming the file if it cannot be read or has more than {@value #MAX_BYTES} bytes
     */
    public static byte[] bytes(Path file) {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw bad(file.toString(), "it has " + size + " bytes", "save it smaller, below " + MAX_BYTES);
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new FaceDataException("Cannot read picture " + file + ": there is no such file. Check the path.", e);
        } catch (IOException e) {
            throw new FaceDataException(
                    "Cannot read picture " + file + ": " + e.getMessage() + ". Check that it is a readable file.", e);
        }
    }

    private static BufferedImage decodeBuffered(byte[] content, String name) {
        String format = format(content, name);
        if (!(format.equals("jpeg") ? hasEndOfJpeg(content) : PngChunks.hasEnd(content))) {
            throw bad(name, "the " + format + " data is cut off", "copy the file again or remove it");
        }
        if (format.equals("jpeg") && hasTooManyScans(content)) {
            throw bad(name, "it has more than " + MAX_SCANS + " scans", "save it again or remove it");
        }
        byte[] checked = format.equals("png") ? PngChunks.withoutText(content) : content;
        return withReader(format, checked, name, reader -> {
            checkSize(reader.getWidth(0), reader.getHeight(0), content.length, name);
            return reader.read(0);
        });
    }

    private static void checkSize(int w, int h, int bytes, String name) {
        if (Math.min(w, h) < MIN_SIDE) {
            throw bad(
                    name,
                    "it is " + w + "x" + h + " pixels, smaller than " + MIN_SIDE,
                    "use a larger picture or remove it");
        }
        long pixels = (long) w * h;
        if (pixels > MAX_PIXELS) {
            throw bad(name, "it claims " + w + "x" + h + " pixels", "shrink it to fewer than " + MAX_PIXELS);
        }
        if (Math.max(w, h) > MAX_SIDE) {
            throw bad(name, "it claims " + w + "x" + h + " pixels", "cut it to sides of at most " + MAX_SIDE);
        }
        if (pixels > LARGE_PIXELS && pixels > MAX_PIXELS_PER_BYTE * bytes) {
            throw bad(
                    name,
                    "it claims " + w + "x" + h + " pixels in " + bytes + " bytes, which no photograph does",
                    "remove it, or shrink it to fewer than " + LARGE_PIXELS + " pixels");
        }
    }

    private interface Reading<T> {
        T read(ImageReader reader) throws IOException;
    }

    private static <T> T withReader(String format, byte[] content, String name, Reading<T> reading) {
        ImageReader reader = reader(format, name);
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            reader.setInput(in, true, true);
            return reading.read(reader);
        } catch (FaceDataException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Decoders answer damaged data with many kinds of runtime exceptions, too.
            throw new FaceDataException(
                    "Cannot read picture " + name + ": the " + format + " data is damaged (" + e.getMessage()
                            + "). Save it again or remove it.",
                    e);
        } finally {
            reader.dispose();
        }
    }

    private static FaceDataException bad(String name, String reason, String remedy) {
        return new FaceDataException("Cannot read picture " + name + ": " + reason + ". Please " + remedy + ".");
    }

    private static String format(byte[] b, String name) {
        if (b.length == 0) {
            throw bad(name, "the file is empty", "copy it again or remove it");
        }
        if (isJpeg(b)) {
            return "jpeg";
        }
        if (isPng(b)) {
            return "png";
        }
        throw bad(name, "it is " + describe(b), "convert it to JPEG or PNG");
    }

    private static boolean isJpeg(byte[] b) {
        return b.length >= 3 && (b[0] & 255) == 0xFF && (b[1] & 255) == 0xD8 && (b[2] & 255) == 0xFF;
    }

    private static boolean isPng(byte[] b) {
        return b.length >= 8 && (b[0] & 255) == 0x89 && startsWith(b, 1, "PNG\r\n\u001a\n");
    }

    private static String describe(byte[] b) {
        if (startsWith(b, 0, "GIF8")) {
            return "a GIF";
        }
        if (startsWith(b, 0, "BM")) {
            return "a BMP";
        }
        if (startsWith(b, 0, "RIFF") && startsWith(b, 8, "WEBP")) {
            return "a WebP";
        }
        if (startsWith(b, 0, "II*\0") || startsWith(b, 0, "MM\0*")) {
            return "a TIFF";
        }
        if (startsWith(b, 4, "ftyp")) {
            return "a HEIF, AVIF or video file";
        }
        for (int i = 0; i < Math.min(64, b.length); i++) {
            if (b[i] < 9 && b[i] >= 0) {
                return "not a picture of a known kind";
            }
        }
        return "text and not a picture";
    }

    private static boolean startsWith(byte[] b, int offset, String text) {
        byte[] t = text.getBytes(StandardCharsets.ISO_8859_1);
        if (b.length < offset + t.length) {
            return false;
        }
        for (int i = 0; i < t.length; i++) {
            if (b[offset + i] != t[i]) {
                return false;
            }
        }
        return true;
    }

    // The decoder paints what is missing grey and only warns, so the end marker after the scan data is looked for here.
    // Segments before the scan are skipped by length because an embedded preview has end markers of its own.
    private static boolean hasEndOfJpeg(byte[] b) {
        int i = 2;
        while (i + 3 < b.length && (b[i] & 255) == 0xFF && (b[i + 1] & 255) != 0xDA) {
            boolean fill = (b[i + 1] & 255) == 0xFF;
            i += fill ? 1 : 2 + ((b[i + 2] & 255) << 8 | b[i + 3] & 255);
        }
        for (int k = b.length - 2; k >= i; k--) {
            if ((b[k] & 255) == 0xFF && (b[k + 1] & 255) == 0xD9) {
                return true;
            }
        }
        return false;
    }

    // Inside of scan data a byte 0xFF is always followed by 0x00 or a restart marker, so every FF DA starts a scan (or
    // stands in a preview before the first, which has few).
    private static boolean hasTooManyScans(byte[] b) {
        int scans = 0;
        for (int i = 0; i + 1 < b.length; i++) {
            scans += (b[i] & 255) == 0xFF && (b[i + 1] & 255) == 0xDA ? 1 : 0;
        }
        return scans > MAX_SCANS;
    }

    // The JDK's own JPEG reader refuses CMYK and some odd but common files that TwelveMonkeys' reader accepts.
    private static ImageReader reader(String format, String name) {
        ImageReader first = null;
        for (Iterator<ImageReader> it = ImageIO.getImageReadersByFormatName(format); it.hasNext(); ) {
            ImageReader reader = it.next();
            if (reader.getClass().getName().startsWith("com.twelvemonkeys.")) {
                return reader;
            }
            first = first == null ? reader : first;
        }
        if (first == null) {
            throw bad(name, "this Java has no " + format + " reader", "use a JDK with the java.desktop module");
        }
        return first;
    }
}
