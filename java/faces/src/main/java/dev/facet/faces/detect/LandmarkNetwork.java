package dev.facet.faces.detect;

import dev.facet.engine.Device;
import dev.facet.faces.FaceBox;
import dev.facet.faces.FaceDataException;
import dev.facet.faces.Image;
import dev.facet.faces.Landmarks68;
import java.nio.file.Path;

/**
 * Finds 68 landmarks (order of iBUG 300-W) in a face whose place is known. The network sees the face's box in grey, 64 x 64
 * pixels with values v/256, and answers with coordinates in parts of that box. Safe for many threads, which take turns.
 */
public final class LandmarkNetwork implements AutoCloseable {

    /** How much larger than the landmarks' bounding box the picture shown to the network is. */
    public static final double MARGIN = 1.25;

    /** Part of a detector's box that lies above the brows, where the landmarks begin; a mean over YouTube Faces. */
    private static final double FOREHEAD = 0.25;

    private static final int PIXELS = 64;
    private static final float GREY_LEVELS = 256;
    private static final long BYTES = 32L << 20;

    private final ShapedNetwork network;

    LandmarkNetwork(ShapedNetwork network) {
        this.network = network;
    }

    /**
     * Reads the network.
     *
     * @param file an ONNX file with an input of 1 x 1 x 64 x 64 grey values and 136 outputs
     * @throws dev.facet.nn.onnx.OnnxException naming the file if it cannot be read
     */
    public static LandmarkNetwork load(Path file, Device device) {
        return new LandmarkNetwork(OnnxShapedNetwork.read(file, device, BYTES));
    }

    /**
     * The landmarks of one face.
     *
     * @param box tightly around the face, brows to chin; it is enlarged by {@value #MARGIN} about its centre
     * @return 136 values {@code x0, y0, ...} in pixels of the picture
     * @throws FaceDataException if the network's answer is not finite
     */
    public float[] landmarks(Image picture, FaceBox box) {
        FaceBox seen = box.enlarged(MARGIN);
        Image face = picture.resize(seen.x0(), seen.y0(), seen.x1(), seen.y1(), PIXELS, PIXELS)
                .greyscale();
        float[] parts = network.run(grey(face), 1, PIXELS, PIXELS, 1).get(0);
        if (parts.length != 2 * Landmarks68.COUNT) {
            throw new IllegalStateException(
                    "the landmark network gives " + parts.length + " numbers; 68 points are 136");
        }
        float[] xy = new float[parts.length];
        for (int i = 0; i < xy.length; i += 2) {
            xy[i] = (float) (seen.x0() + parts[i] * seen.width());
            xy[i + 1] = (float) (seen.y0() + parts[i + 1] * seen.height());
            if (!Float.isFinite(xy[i]) || !Float.isFinite(xy[i + 1])) {
                throw new FaceDataException("The landmark network answers with " + parts[i] + ", " + parts[i + 1]
                        + " for point " + i / 2 + ". Check its file.");
            }
        }
        return xy;
    }

    /**
     * The landmarks of a face that a detector found: first in its box without the forehead, then once more in the box of
     * the answer.
     *
     * @return 136 values {@code x0, y0, ...} in pixels of the picture
     */
    public float[] landmarks(Image picture, FaceDetection face) {
        FaceBox box = face.box();
        double brows = box.y0() + FOREHEAD * box.height();
        float[] first = landmarks(picture, new FaceBox(box.x0(), brows, box.x1(), box.y1()));
        // Of a face that is none all points may lie on one line.
        return FaceBox.encloses(first) ? landmarks(picture, FaceBox.around(first)) : first;
    }

    private static float[] grey(Image face) {
        byte[] rgb = face.rgb();
        float[] values = new float[rgb.length / 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = (rgb[3 * i] & 255) / GREY_LEVELS;
        }
        return values;
    }

    @Override
    public void close() {
        network.close();
    }
}
