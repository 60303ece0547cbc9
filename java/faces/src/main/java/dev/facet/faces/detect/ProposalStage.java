package dev.facet.faces.detect;

import dev.facet.faces.FaceBox;
import dev.facet.faces.Image;
import dev.facet.faces.detect.NonMaximumSuppression.Overlap;
import java.util.ArrayList;
import java.util.List;

/**
 * The first stage of MTCNN: a small convolutional network (P-Net) that looks through a window of 12 pixels at every second
 * place of every pyramid level.
 */
final class ProposalStage implements AutoCloseable {

    private static final double OVERLAP_IN_LEVEL = 0.5;
    private static final double OVERLAP = 0.7;

    private final ShapedNetwork network;
    private final double threshold;

    ProposalStage(ShapedNetwork network, double threshold) {
        this.network = network;
        this.threshold = threshold;
    }

    /** Boxes in the picture that may hold faces, surest first, moved by the stage's offsets. */
    List<FaceBox> propose(List<ImagePyramid.Level> levels) {
        List<Candidate> all = new ArrayList<>();
        for (ImagePyramid.Level level : levels) {
            List<Candidate> found = new ArrayList<>();
            for (Segment across : Segment.of(level.image().width())) {
                for (Segment down : Segment.of(level.image().height())) {
                    collect(level, across, down, found);
                }
            }
            all.addAll(NonMaximumSuppression.keep(
                    found, Candidate::score, Candidate::box, OVERLAP_IN_LEVEL, Overlap.UNION));
        }
        return NonMaximumSuppression.keep(all, Candidate::score, Candidate::box, OVERLAP, Overlap.UNION).stream()
                .flatMap(candidate -> candidate.moved().stream())
                .toList();
    }

    private void collect(ImagePyramid.Level level, Segment across, Segment down, List<Candidate> found) {
        Image piece = level.image().crop(across.start(), down.start(), across.length(), down.length());
        MtcnnOutputs outputs = MtcnnOutputs.of(
                network.run(MtcnnInputs.of(List.of(piece)), 1, across.length(), down.length(), MtcnnInputs.CHANNELS));
        // The network was trained on transposed pictures: the first of its two axes runs across.
        int stored = outputs.count() / ((across.length() - Segment.WINDOW) / Segment.STRIDE + 1);
        for (int x = 0; x < across.windows(); x++) {
            for (int y = 0; y < down.windows(); y++) {
                int i = x * stored + y;
                if (outputs.score(i) >= threshold) {
                    double left = across.start() + Segment.STRIDE * x;
                    double top = down.start() + Segment.STRIDE * y;
                    FaceBox window = new FaceBox(
                            left / level.scaleX(),
                            top / level.scaleY(),
                            (left + Segment.WINDOW) / level.scaleX(),
                            (top + Segment.WINDOW) / level.scaleY());
                    found.add(outputs.candidate(i, window));
                }
            }
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
