package dev.facet.faces.convert;

import dev.facet.faces.CropFrame;
import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceSample;
import dev.facet.faces.Image;
import dev.facet.faces.ImageFiles;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Makes the pictures of a converted data set. A stored picture that needs no change keeps its bytes; every other one is
 * drawn, cut and resized as asked for, and written as a JPEG of quality 0.95. Safe for many threads.
 */
public final class PictureStore {

    private static final float QUALITY = 0.95f;
    private static final int MAX_SIDE = 4096;

    private final OptionalInt size;

    private PictureStore(OptionalInt size) {
        this.size = size;
    }

    /** Pictures as they are. */
    public static PictureStore unchanged() {
        return new PictureStore(OptionalInt.empty());
    }

    /**
     * The middle square of every picture at one size.
     *
     * @param side in pixels, {@value ImageFiles#MIN_SIDE} to 4096
     */
    public static PictureStore squares(int side) {
        if (side < ImageFiles.MIN_SIDE || side > MAX_SIDE) {
            throw new IllegalArgumentException("pictures of " + side + " pixels cannot be written; from "
                    + ImageFiles.MIN_SIDE + " to " + MAX_SIDE);
        }
        return new PictureStore(OptionalInt.of(side));
    }

    /**
     * A picture as it is to be written.
     *
     * @throws FaceDataException naming the file if the picture cannot be read
     */
    public StoredPicture store(FaceSample sample) {
        Optional<byte[]> encoded = sample.encoded();
        if (encoded.isPresent()) {
            ImageFiles.Size is = ImageFiles.size(encoded.get(), sample.id());
            if (size.isEmpty() || is.width() == size.getAsInt() && is.height() == size.getAsInt()) {
                // Decoded once so that no damaged picture is passed on.
                ImageFiles.decode(encoded.get(), sample.id());
                return new StoredPicture(sample, encoded.get(), is.width(), is.height());
            }
        }
        Image picture = sample.image();
        FaceSample moved = sample;
        if (size.isPresent()) {
            CropFrame crop = CropFrame.middleSquare(picture, size.getAsInt());
            moved = sample.moved(crop);
            picture = crop.image(picture);
        }
        return new StoredPicture(moved, jpeg(picture), picture.width(), picture.height());
    }

    private static byte[] jpeg(Image picture) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam options = writer.getDefaultWriteParam();
            options.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            options.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            BufferedImage buffered = picture.toBufferedImage();
            writer.write(null, new IIOImage(buffered, null, null), options);
        } catch (IOException e) {
            throw new FaceDataException("A picture cannot be written as JPEG: " + e + ". Use another Java.", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
