package dev.facet.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Small files that would fill the memory or the day. */
@Timeout(60)
class PictureBombTest {

    private static byte[] png(int width, int height, byte[] idat, byte[]... others) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) 8)
                .array();
        chunk(out, "IHDR", header);
        for (byte[] other : others) {
            chunk(out, "zTXt", other);
        }
        chunk(out, "IDAT", idat);
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static byte[] deflated(long zeros) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out, new Deflater(9))) {
            byte[] block = new byte[1 << 16];
            for (long left = zeros; left > 0; left -= block.length) {
                deflater.write(block, 0, (int) Math.min(left, block.length));
            }
        }
        return out.toByteArray();
    }

    @Test
    void headersMayNotClaimWhatTheirBytesCannotTell() throws IOException {
        byte[] bomb = png(9000, 9000, deflated(9001L * 9000));
        assertThat(bomb.length).isLessThan(1 << 20);
        assertThatThrownBy(() -> ImageFiles.decode(bomb, "bomb.png"))
                .isInstanceOf(FaceDataException.class)
                .hasMessageContaining("bomb.png")
                .hasMessageContaining("9000x9000 pixels in")
                .hasMessageContaining("shrink");
        byte[] huge = png(2_000_000_000, 2_000_000_000, new byte[] {1});
        assertThatThrownBy(() -> ImageFiles.decode(huge, "huge.png")).hasMessageContaining("claims 2000000000x");
    }

    @Test
    void picturesMayNotBeLongStripes() throws IOException {
        byte[] stripe = png(16, 6_000_000, deflated(17L * 6_000_000));
        assertThatThrownBy(() -> ImageFiles.decode(stripe, "stripe.png"))
                .isInstanceOf(FaceDataException.class)
                .hasMessageContaining("claims 16x6000000")
                .hasMessageContaining("65535");
    }

    @Test
    void jpegHeadersAreHeldToTheSame() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), "jpeg", out);
        byte[] jpeg = out.toByteArray();
        int frame = 0;
        while (!((jpeg[frame] & 255) == 0xFF && (jpeg[frame + 1] & 255) == 0xC0)) {
            frame++;
        }
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 9000).putShort(frame + 7, (short) 9000);
        assertThatThrownBy(() -> ImageFiles.decode(jpeg, "bomb.jpg")).hasMessageContaining("9000x9000 pixels in");
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60000).putShort(frame + 7, (short) 60000);
        assertThatThrownBy(() -> ImageFiles.decode(jpeg, "bomb.jpg")).hasMessageContaining("claims 60000x60000");
    }

    @Test
    void aJpegMayNotPassOverItsPictureWithoutEnd() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), "jpeg", out);
        byte[] jpeg = out.toByteArray();
        int scan = 0;
        while (!((jpeg[scan] & 255) == 0xFF && (jpeg[scan + 1] & 255) == 0xDA)) {
            scan++;
        }
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(jpeg, 0, scan);
        for (int i = 0; i < 200; i++) {
            many.write(jpeg, scan, jpeg.length - 2 - scan);
        }
        many.write(jpeg, jpeg.length - 2, 2);
        assertThatThrownBy(() -> ImageFiles.decode(many.toByteArray(), "scans.jpg"))
                .hasMessageContaining("scans");
    }

    @Test
    void commentsAreNotInflated() throws IOException {
        ByteArrayOutputStream comment = new ByteArrayOutputStream();
        comment.writeBytes("Comment\0\0".getBytes(StandardCharsets.US_ASCII));
        comment.writeBytes(deflated(64 << 20));
        byte[][] comments = new byte[50][];
        Arrays.fill(comments, comment.toByteArray());
        byte[] commented = png(16, 16, deflated(17 * 16), comments);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Image picture = ImageFiles.decode(commented, "commented.png");
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("bytes allocated, of %d comments of 64 MiB each when inflated", comments.length)
                .isLessThan(64 << 20);
        assertThat(picture).isEqualTo(ImageFiles.decode(png(16, 16, deflated(17 * 16)), "plain.png"));
    }

    @Test
    void largePhotographsAreStillRead() throws IOException {
        // Noise of 17 million pixels: more than is let through without enough bytes.
        BufferedImage large = new BufferedImage(4400, 4000, BufferedImage.TYPE_BYTE_GRAY);
        byte[] noise = new byte[4400];
        new SplittableRandom(1).nextBytes(noise);
        for (int y = 0; y < 4000; y++) {
            large.getRaster().setDataElements(0, y, 4400, 1, noise);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(large, "jpeg", out);
        assertThat(ImageFiles.decode(out.toByteArray(), "large.jpg").height()).isEqualTo(4000);
    }
}
