package dev.facet.faces.synth;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.facet.faces.Image;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A face detector to judge the drawn faces by: MTCNN (Zhang et al. 2016) with its usual thresholds, run by ONNX Runtime.
 * The networks were trained on transposed pictures, so their inputs are width x height x 3.
 */
final class Mtcnn implements AutoCloseable {

    /** A detection; corners in pixels, score from 0 to 1. */
    record Box(double x0, double y0, double x1, double y1, double score) {

        double overlap(Box o) {
            double w = Math.min(x1, o.x1) - Math.max(x0, o.x0);
            double h = Math.min(y1, o.y1) - Math.max(y0, o.y0);
            double common = Math.max(0, w) * Math.max(0, h);
            return common / (area() + o.area() - common);
        }

        double area() {
            return (x1 - x0) * (y1 - y0);
        }

        private Box moved(float[] by, int at, double newScore) {
            double w = x1 - x0;
            double h = y1 - y0;
            return new Box(x0 + by[at] * w, y0 + by[at + 1] * h, x1 + by[at + 2] * w, y1 + by[at + 3] * h, newScore);
        }

        private Box square() {
            double side = Math.max(x1 - x0, y1 - y0);
            double cx = (x0 + x1) / 2;
            double cy = (y0 + y1) / 2;
            return new Box(cx - side / 2, cy - side / 2, cx + side / 2, cy + side / 2, score);
        }
    }

    private static final double MIN_FACE = 20;
    private static final double[] THRESHOLDS = {0.6, 0.7, 0.7};

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession[] nets = new OrtSession[3];

    Mtcnn(Path folder) throws OrtException {
        String[] names = {"pnet", "rnet", "onet"};
        for (int i = 0; i < 3; i++) {
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setIntraOpNumThreads(1);
            nets[i] =
                    environment.createSession(folder.resolve(names[i] + ".onnx").toString(), options);
        }
    }

    /** All faces, best first. */
    List<Box> detect(Image image) throws OrtException {
        List<Box> boxes = new ArrayList<>();
        double scale = 12 / MIN_FACE;
        while (scale * Math.min(image.width(), image.height()) >= 12) {
            boxes.addAll(suppress(propose(image, scale), 0.5));
            scale *= 0.709;
        }
        boxes = suppress(boxes, 0.7);
        boxes = refine(image, boxes, 1, 24);
        return refine(image, boxes, 2, 48);
    }

    private List<Box> propose(Image image, double scale) throws OrtException {
        int w = (int) Math.ceil(image.width() * scale);
        int h = (int) Math.ceil(image.height() * scale);
        List<Box> boxes = new ArrayList<>();
        float[][] out = run(0, List.of(image.resize(w, h)), w, h);
        int columns = (w - 2 + 1) / 2 - 4;
        int rows = out[1].length / 2 / columns;
        for (int x = 0; x < columns; x++) {
            for (int y = 0; y < rows; y++) {
                int i = x * rows + y;
                float score = out[1][2 * i + 1];
                if (score >= THRESHOLDS[0]) {
                    Box cell = new Box(2 * x / scale, 2 * y / scale, (2 * x + 12) / scale, (2 * y + 12) / scale, score);
                    boxes.add(cell.moved(out[0], 4 * i, score));
                }
            }
        }
        return boxes;
    }

    private List<Box> refine(Image image, List<Box> boxes, int stage, int side) throws OrtException {
        if (boxes.isEmpty()) {
            return boxes;
        }
        List<Box> squares = boxes.stream().map(Box::square).toList();
        List<Image> crops = squares.stream()
                .map(b -> image.resize(b.x0, b.y0, b.x1, b.y1, side, side))
                .toList();
        float[][] out = run(stage, crops, side, side);
        float[] scores = out[out.length - 1];
        List<Box> kept = new ArrayList<>();
        for (int i = 0; i < squares.size(); i++) {
            if (scores[2 * i + 1] > THRESHOLDS[stage]) {
                kept.add(squares.get(i).moved(out[0], 4 * i, scores[2 * i + 1]));
            }
        }
        return suppress(kept, 0.7);
    }

    private float[][] run(int net, List<Image> images, int w, int h) throws OrtException {
        FloatBuffer in = FloatBuffer.allocate(images.size() * w * h * 3);
        for (Image image : images) {
            for (int x = 0; x < w; x++) {
                for (int y = 0; y < h; y++) {
                    int p = image.pixel(x, y);
                    in.put(((p >> 16 & 255) - 127.5f) / 128).put(((p >> 8 & 255) - 127.5f) / 128);
                    in.put(((p & 255) - 127.5f) / 128);
                }
            }
        }
        in.flip();
        String name = nets[net].getInputNames().iterator().next();
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, in, new long[] {images.size(), w, h, 3});
                OrtSession.Result result = nets[net].run(Map.of(name, tensor))) {
            float[][] out = new float[result.size()][];
            for (int i = 0; i < out.length; i++) {
                FloatBuffer values = ((OnnxTensor) result.get(i)).getFloatBuffer();
                out[i] = new float[values.remaining()];
                values.get(out[i]);
            }
            return out;
        }
    }

    private static List<Box> suppress(List<Box> boxes, double limit) {
        List<Box> sorted = new ArrayList<>(boxes);
        sorted.sort(Comparator.comparingDouble(Box::score).reversed());
        List<Box> kept = new ArrayList<>();
        for (Box b : sorted) {
            if (kept.stream().noneMatch(k -> k.overlap(b) > limit)) {
                kept.add(b);
            }
        }
        return kept;
    }

    @Override
    public void close() throws OrtException {
        for (OrtSession net : nets) {
            net.close();
        }
    }
}
