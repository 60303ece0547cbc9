package dev.facet.faces;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Damaged pictures: see {@link Mutations}. */
@Timeout(600)
class ImageMutationTest {

    private static BufferedImage noise() {
        byte[] rgb = new byte[16 * 16 * 3];
        new SplittableRandom(1).nextBytes(rgb);
        return Image.of(16, 16, rgb).toBufferedImage();
    }

    private static byte[] encode(String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(noise(), format, out);
        return out.toByteArray();
    }

    private static byte[] progressive() throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam options = writer.getDefaultWriteParam();
            options.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.setOutput(out);
            writer.write(null, new IIOImage(noise(), null, null), options);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    @Test
    void jpeg() throws IOException {
        Mutations.run(bytes -> ImageFiles.decode(bytes, "a picture"), encode("jpeg"), progressive());
    }

    @Test
    void png() throws IOException {
        ByteArrayOutputStream indexed = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_INDEXED), "png", indexed);
        Mutations.run(bytes -> ImageFiles.decode(bytes, "a picture"), encode("png"), indexed.toByteArray());
    }
}
