package dev.facet.faces.detect;

import dev.facet.faces.FaceBox;
import dev.facet.faces.Image;
import java.util.ArrayList;
import java.util.List;

/** The second and third stage of MTCNN (R-Net and O-Net): each box is cut out, resized and judged. */
final class BoxStage implements AutoCloseable {

    private final ShapedNetwork network;
    private final int pixels;
    private final double threshold;
    private final int largestBatch;

    /**
     * @param pixels side of the network's input
     * @param threshold score from which boxes are kept
     * @param largestBatch boxes per run at most, a power of two
     */
    BoxStage(ShapedNetwork network, int pixels, double threshold, int largestBatch) {
        this.network = network;
        this.pixels = pixels;
        this.threshold = threshold;
        this.largestBatch = largestBatch;
    }

    /** The boxes with a score above the threshold, in their order, as the squares that were looked at. */
    List<Candidate> judge(Image picture, List<FaceBox> boxes) {
        List<Candidate> kept = new ArrayList<>();
        for (int first = 0; first < boxes.size(); ) {
            // Powers of two: few programs, and no run with rows to throw away.
            int count = Math.min(largestBatch, Integer.highestOneBit(boxes.size() - first));
            List<FaceBox> squares = boxes.subList(first, first + count).stream()
                    .map(FaceBox::square)
                    .toList();
            List<Image> cuts = squares.stream().map(box -> cut(picture, box)).toList();
            MtcnnOutputs outputs =
                    MtcnnOutputs.of(network.run(MtcnnInputs.of(cuts), count, pixels, pixels, MtcnnInputs.CHANNELS));
            for (int i = 0; i < count; i++) {
                if (outputs.score(i) > threshold) {
                    kept.add(outputs.candidate(i, squares.get(i)));
                }
            }
            first += count;
        }
        return kept;
    }

    private Image cut(Image picture, FaceBox box) {
        return picture.resize(box.x0(), box.y0(), box.x1(), box.y1(), pixels, pixels);
    }

    @Override
    public void close() {
        network.close();
    }
}
