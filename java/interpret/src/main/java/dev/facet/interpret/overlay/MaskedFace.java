package dev.facet.interpret.overlay;

import dev.facet.interpret.maps.PixelMask;
import dev.facet.interpret.maps.TopMask;

/**
 * A face seen through one channel: the picture where the channel's map is in its top tenth, nothing elsewhere
 * (equations 8 and 9 of arXiv 2207.02179: M = [x ≥ t] on the enlarged map, shown as the product of M and the picture).
 */
public final class MaskedFace {
    private MaskedFace() {}

    /**
     * The masked picture.
     *
     * @param rgb the face, height × width × 3 bytes, rows first, interleaved; left unchanged
     * @param region the region to show, of the picture's size
     * @param dim how bright the rest stays, in [0, 1]; 0 is the paper's black, more keeps the face recognisable
     * @return height × width × 3 bytes
     */
    public static byte[] of(byte[] rgb, PixelMask region, double dim) {
        if (rgb.length != region.height() * region.width() * 3) {
            throw new IllegalArgumentException("picture has " + rgb.length + " bytes, but the mask is for "
                    + region.height() + "x" + region.width() + " pixels of 3");
        }
        if (!(dim >= 0 && dim <= 1)) {
            throw new IllegalArgumentException("brightness of the rest must be in [0, 1], not " + dim);
        }
        byte[] out = rgb.clone();
        for (int y = 0; y < region.height(); y++) {
            for (int x = 0; x < region.width(); x++) {
                if (!region.contains(y, x)) {
                    int at = (y * region.width() + x) * 3;
                    for (int band = 0; band < 3; band++) {
                        out[at + band] = (byte) Math.round((out[at + band] & 0xFF) * dim);
                    }
                }
            }
        }
        return out;
    }

    /** The masked picture of a map's strongest tenth; of a dead map nothing but the dimmed face remains. */
    public static byte[] of(byte[] rgb, TopMask top, double dim) {
        return of(rgb, top.mask(), dim);
    }
}
