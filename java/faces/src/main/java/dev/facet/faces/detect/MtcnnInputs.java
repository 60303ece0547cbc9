package dev.facet.faces.detect;

import dev.facet.faces.Image;
import java.nio.FloatBuffer;

/** Pictures as MTCNN's networks take them: transposed (width x height x 3), for so they were trained, (v - 127.5) / 128. */
final class MtcnnInputs {

    static final int CHANNELS = 3;

    private MtcnnInputs() {}

    /** Writes a picture at the buffer's position and advances it. */
    static void write(Image picture, FloatBuffer out) {
        byte[] rgb = picture.rgb();
        int width = picture.width();
        int height = picture.height();
        float[] column = new float[CHANNELS * height];
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                for (int c = 0; c < CHANNELS; c++) {
                    int v = rgb[CHANNELS * (y * width + x) + c] & 255;
                    column[CHANNELS * y + c] = (v - Image.MEAN) / Image.SCALE;
                }
            }
            out.put(column);
        }
    }
}
