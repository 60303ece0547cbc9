package dev.facet.interpret.evaluation;

import dev.facet.faces.Image;
import java.nio.FloatBuffer;
import java.util.List;

/** Pictures as a network takes them. */
public final class NetworkInputs {
    private NetworkInputs() {}

    /**
     * Pictures at the network's size, as count × size × size × 3 floats, (v − 127.5) / 128.
     *
     * @param faces pictures of any size; the whole picture is resized
     */
    public static float[] of(List<Image> faces, int size) {
        float[] values = new float[faces.size() * size * size * 3];
        FloatBuffer buffer = FloatBuffer.wrap(values);
        for (Image face : faces) {
            face.resize(size, size).writeNormalised(buffer);
        }
        return values;
    }
}
