package dev.facet.faces.detect;

import dev.facet.faces.Image;
import java.util.List;

/** Pictures as MTCNN's networks take them: transposed (width x height x 3), for so they were trained, (v - 127.5) / 128. */
final class MtcnnInputs {

    static final int CHANNELS = 3;

    private MtcnnInputs() {}

    /** The pictures, all of one size, one after the other. */
    static float[] of(List<Image> pictures) {
        int width = pictures.get(0).width();
        int height = pictures.get(0).height();
        float[] values = new float[pictures.size() * width * height * CHANNELS];
        int at = 0;
        for (Image picture : pictures) {
            byte[] rgb = picture.rgb();
            for (int x = 0; x < width; x++) {
                for (int y = 0; y < height; y++) {
                    for (int c = 0; c < CHANNELS; c++) {
                        int v = rgb[CHANNELS * (y * width + x) + c] & 255;
                        values[at++] = (v - Image.MEAN) / Image.SCALE;
                    }
                }
            }
        }
        return values;
    }
}
