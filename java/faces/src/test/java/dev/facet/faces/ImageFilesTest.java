package dev.facet.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFilesTest {

    @TempDir
    Path dir;

    static byte[] encode(BufferedImage picture, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(picture, format, out)).isTrue();
        return out.toByteArray();
    }

    static BufferedImage disc(int type, int side) {
        BufferedImage picture = new BufferedImage(side, side, type);
        Graphics2D g = picture.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, side, side);
        g.setColor(new Color(200, 100, 50));
        g.fillOval(2, 2, side - 4, side - 4);
        g.dispose();
        return picture;
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(dir.resolve(name), content);
    }

    @Test
    void contentDecidesNotTheName() throws IOException {
        Path png = write("a.jpg", encode(disc(BufferedImage.TYPE_INT_RGB, 32), "png"));
        Path jpeg = write("b.png", encode(disc(BufferedImage.TYPE_INT_RGB, 32), "jpg"));
        assertThat(ImageFiles.read(png).pixel(16, 16)).isEqualTo(200 << 16 | 100 << 8 | 50);
        int p = ImageFiles.read(jpeg).pixel(16, 16);
        assertThat(p >> 16).isBetween(180, 220);
        assertThat(ImageFiles.size(jpeg)).isEqualTo(new ImageFiles.Size(32, 32));
    }

    /** The eight values of Exif's orientation tag, and which corner of the stored picture is then seen at the top left. */
    @ParameterizedTest
    @CsvSource({"1, 0, 0", "2, 1, 0", "3, 1, 1", "4, 0, 1", "5, 0, 0", "6, 0, 1", "7, 1, 1", "8, 1, 0"})
    void picturesOfATurnedCameraStandUpright(int tag, int cornerX, int cornerY) throws IOException {
        BufferedImage stored = new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = stored.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(cornerX * 24, cornerY * 16, 24, 16);
        // A mark beside the corner along the stored row tells turning from mirroring.
        g.setColor(Color.GREEN);
        g.fillRect((1 - cornerX) * 24, cornerY * 16, 24, 16);
        g.dispose();
        Path file = write("turned.jpg", withOrientation(encode(stored, "jpg"), tag));
        Image seen = ImageFiles.read(file);
        boolean swapped = tag >= 5;
        assertThat(ImageFiles.size(file)).isEqualTo(new ImageFiles.Size(seen.width(), seen.height()));
        assertThat(seen.width()).isEqualTo(swapped ? 32 : 48);
        assertThat(seen.pixel(4, 4) & 255).isGreaterThan(200);
        int mark = swapped ? seen.pixel(4, seen.height() - 5) : seen.pixel(seen.width() - 5, 4);
        assertThat(mark >> 8 & 255).isGreaterThan(200);
        assertThat(mark & 255).isLessThan(60);
    }

    @Test
    void damagedExifLeavesThePictureAsItIs() throws IOException {
        byte[] whole = withOrientation(encode(disc(BufferedImage.TYPE_INT_RGB, 32), "jpg"), 6);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = whole.clone();
            damaged[12 + random.nextInt(26)] = (byte) random.nextInt(256);
            assertThat(ImageFiles.decode(damaged, "damaged").width()).isEqualTo(32);
        }
    }

    /** Puts an Exif segment with one entry, the orientation, behind the JPEG's first marker. */
    private static byte[] withOrientation(byte[] jpeg, int tag) {
        byte[] exif = {
            (byte) 0xFF,
            (byte) 0xE1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8, // a big-endian TIFF whose first directory is at 8
            0,
            1,
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            (byte) tag,
            0,
            0,
            0,
            0,
            0,
            0
        };
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        out.writeBytes(exif);
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }

    @Test
    void greyAlphaIndexedAndSixteenBitBecomeRgb() throws IOException {
        BufferedImage grey = new BufferedImage(20, 20, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(5, 5, 0, 120);
        assertThat(ImageFiles.read(write("g", encode(grey, "png"))).pixel(5, 5)).isEqualTo(0x787878);
        BufferedImage deep = new BufferedImage(20, 20, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(5, 5, 0, 120 << 8 | 9);
        assertThat(ImageFiles.read(write("d", encode(deep, "png"))).pixel(5, 5)).isEqualTo(0x787878);
        BufferedImage alpha = new BufferedImage(20, 20, BufferedImage.TYPE_INT_ARGB);
        alpha.setRGB(5, 5, 0xFF204060);
        Image read = ImageFiles.read(write("t", encode(alpha, "png")));
        assertThat(read.pixel(5, 5)).isEqualTo(0x204060);
        assertThat(read.pixel(6, 6)).isZero();
        BufferedImage indexed = new BufferedImage(20, 20, BufferedImage.TYPE_BYTE_INDEXED);
        indexed.setRGB(3, 4, 0xFF0000);
        assertThat(ImageFiles.read(write("i", encode(indexed, "png"))).pixel(3, 4))
                .isEqualTo(0xFF0000);
        BufferedImage greyJpeg = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
        Arrays.fill(((DataBufferByte) greyJpeg.getRaster().getDataBuffer()).getData(), (byte) 90);
        int p = ImageFiles.read(write("gj", encode(greyJpeg, "jpg"))).pixel(9, 9);
        assertThat(p & 255).isBetween(88, 92);
    }

    @Test
    void indexedLabelsAreReadRaw() throws IOException {
        BufferedImage indexed = new BufferedImage(20, 16, BufferedImage.TYPE_BYTE_INDEXED);
        indexed.getRaster().setSample(7, 3, 0, 13);
        ImageFiles.LabelMap map = ImageFiles.readLabels(write("m", encode(indexed, "png")));
        assertThat(map.values()[3 * 20 + 7]).isEqualTo((byte) 13);
        Path rgb = write("rgb", encode(disc(BufferedImage.TYPE_INT_RGB, 32), "png"));
        assertThatThrownBy(() -> ImageFiles.readLabels(rgb)).hasMessageContaining("one channel");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.6, 0.9, 0.99})
    void cutOffFilesAreNamed(double kept) throws IOException {
        for (String format : new String[] {"png", "jpg"}) {
            byte[] whole = encode(disc(BufferedImage.TYPE_INT_RGB, 64), format);
            Path file = write("cut." + format, Arrays.copyOf(whole, (int) (whole.length * kept)));
            assertThatThrownBy(() -> ImageFiles.read(file))
                    .isInstanceOf(FaceDataException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void damagedFilesNeverGiveOtherExceptions() throws IOException {
        for (String format : new String[] {"png", "jpg"}) {
            byte[] whole = encode(disc(BufferedImage.TYPE_INT_RGB, 48), format);
            SplittableRandom random = new SplittableRandom(3);
            for (int i = 0; i < 150; i++) {
                byte[] damaged = whole.clone();
                for (int k = 0; k < 4; k++) {
                    damaged[8 + random.nextInt(damaged.length - 8)] = (byte) random.nextInt(256);
                }
                try {
                    ImageFiles.decode(damaged, "damaged");
                } catch (FaceDataException e) {
                    assertThat(e).hasMessageContaining("Cannot read picture damaged");
                }
            }
        }
    }

    @Test
    void everythingElseIsRefusedWithReasonAndRemedy() throws IOException {
        assertThatThrownBy(() -> ImageFiles.read(dir.resolve("none.jpg"))).hasMessageContaining("no such file");
        assertRefused(new byte[0], "empty");
        assertRefused("<html>not found</html>".getBytes(), "text");
        assertRefused("GIF89a______________".getBytes(), "GIF");
        assertRefused(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, "not a picture");
        assertRefused(encode(disc(BufferedImage.TYPE_INT_RGB, 15), "png"), "15x15");
        assertRefused(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF}, "cut off");
    }

    private void assertRefused(byte[] content, String reason) throws IOException {
        Path file = write("face.jpg", content);
        assertThatThrownBy(() -> ImageFiles.read(file))
                .isInstanceOf(FaceDataException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason)
                .hasMessageMatching("(?s).*(convert|copy|use a|remove).*");
    }
}
