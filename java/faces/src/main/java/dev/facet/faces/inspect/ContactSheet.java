package dev.facet.faces.inspect;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceSample;
import dev.facet.faces.Image;
import dev.facet.faces.LandmarkScheme;
import dev.facet.faces.PartMasks;
import dev.facet.faces.PartOverlay;
import java.util.Arrays;
import java.util.Optional;

/** A picture of many faces with their landmarks and part masks, to check annotations by eye. */
public final class ContactSheet {

    private static final double MASK_STRENGTH = 0.35;
    private static final byte[] POINT = {(byte) 0x00, (byte) 0xFF, (byte) 0x60};
    private static final byte UNREADABLE = (byte) 0x30;

    private ContactSheet() {}

    /**
     * Draws pictures evenly spread over a data set, row by row, each in a square tile with its shape kept. Those that
     * cannot be read leave a grey tile.
     *
     * @param columns tiles in a row
     * @param rows of tiles
     * @param tile side of a tile in pixels
     */
    public static Image draw(FaceDataset faces, int columns, int rows, int tile) {
        int count = Math.min(columns * rows, faces.size());
        int usedRows = (count + columns - 1) / columns;
        byte[] sheet = new byte[columns * tile * usedRows * tile * 3];
        for (int k = 0; k < count; k++) {
            Image drawn = tile(faces.sample((int) ((long) k * faces.size() / count)), tile);
            paste(sheet, columns * tile, drawn, k % columns * tile, k / columns * tile, tile);
        }
        return Image.of(columns * tile, usedRows * tile, sheet);
    }

    private static Image tile(FaceSample sample, int tile) {
        try {
            Image picture = sample.image();
            double scale = (double) tile / Math.max(picture.width(), picture.height());
            int w = Math.max(1, (int) Math.round(picture.width() * scale));
            int h = Math.max(1, (int) Math.round(picture.height() * scale));
            Image small = picture.resize(w, h);
            Optional<PartMasks> parts = parts(sample);
            if (parts.isPresent()) {
                small = PartOverlay.draw(small, parts.get().resize(w, h), MASK_STRENGTH);
            }
            return withPoints(small, sample, (double) w / picture.width(), (double) h / picture.height());
        } catch (FaceDataException e) {
            byte[] grey = new byte[tile * tile * 3];
            Arrays.fill(grey, UNREADABLE);
            return Image.of(tile, tile, grey);
        }
    }

    // A sheet is drawn to find such faults; the inspection lists them.
    private static Optional<PartMasks> parts(FaceSample sample) {
        try {
            return sample.parts();
        } catch (FaceDataException e) {
            return Optional.empty();
        }
    }

    private static Image withPoints(Image picture, FaceSample sample, double scaleX, double scaleY) {
        byte[] rgb = picture.rgb().clone();
        for (LandmarkScheme scheme : sample.landmarkSchemes()) {
            float[] xy = sample.landmarks(scheme).orElseThrow();
            for (int i = 0; i < xy.length; i += 2) {
                int x = (int) Math.floor(xy[i] * scaleX);
                int y = (int) Math.floor(xy[i + 1] * scaleY);
                if (x >= 0 && y >= 0 && x < picture.width() && y < picture.height()) {
                    System.arraycopy(POINT, 0, rgb, 3 * (y * picture.width() + x), 3);
                }
            }
        }
        return Image.of(picture.width(), picture.height(), rgb);
    }

    private static void paste(byte[] sheet, int width, Image tile, int x, int y, int side) {
        int left = x + (side - tile.width()) / 2;
        int top = y + (side - tile.height()) / 2;
        for (int row = 0; row < tile.height(); row++) {
            System.arraycopy(
                    tile.rgb(), row * tile.width() * 3, sheet, 3 * ((top + row) * width + left), tile.width() * 3);
        }
    }
}
