package dev.facet.faces.detect;

import dev.facet.engine.Device;
import dev.facet.faces.FaceBox;
import dev.facet.faces.Image;
import dev.facet.faces.detect.NonMaximumSuppression.Overlap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Multi-task cascaded convolutional networks (Zhang, Zhang, Li, Qiao, IEEE Signal Processing Letters 23(10), 2016): a first
 * network proposes boxes at all places and sizes, a second throws most of them away, a third judges the rest and finds
 * five points. After each stage boxes that lie over a surer one go.
 *
 * <p>Beyond the picture's border the border pixels are repeated, where the authors' program puts black.
 *
 * <pre>{@code
 * try (Device device = Device.cpu();
 *         Mtcnn detector = Mtcnn.load(Path.of("nets/mtcnn"), device, MtcnnOptions.defaults())) {
 *     detector.detect(ImageFiles.read(photo)).forEach(System.out::println);
 * }
 * }</pre>
 */
public final class Mtcnn implements FaceDetector {

    private static final double OVERLAP = 0.7;
    private static final int REFINEMENT_PIXELS = 24;
    private static final int REFINEMENT_BATCH = 64;
    private static final int OUTPUT_PIXELS = 48;
    private static final int OUTPUT_BATCH = 16;

    /** For the first stage's programs, of which there is one for each shape of a piece of a pyramid level. */
    private static final long PROPOSAL_BYTES = 96L << 20;

    /** For the programs of the other stages, one for each batch size. */
    private static final long BOX_BYTES = 64L << 20;

    private final MtcnnOptions options;
    private final ProposalStage proposal;
    private final BoxStage refinement;
    private final BoxStage output;

    Mtcnn(ShapedNetwork pnet, ShapedNetwork rnet, ShapedNetwork onet, MtcnnOptions options) {
        this.options = options;
        this.proposal = new ProposalStage(pnet, options.proposalThreshold());
        this.refinement = new BoxStage(rnet, REFINEMENT_PIXELS, options.refinementThreshold(), REFINEMENT_BATCH);
        this.output = new BoxStage(onet, OUTPUT_PIXELS, options.outputThreshold(), OUTPUT_BATCH);
    }

    /**
     * Reads the three networks.
     *
     * @param folder with {@code pnet.onnx}, {@code rnet.onnx} and {@code onet.onnx}, which take transposed pictures
     *     (count, width, height, 3) with values (v - 127.5) / 128
     * @throws dev.facet.nn.onnx.OnnxException naming the file if it cannot be read
     */
    public static Mtcnn load(Path folder, Device device, MtcnnOptions options) {
        List<ShapedNetwork> read = new ArrayList<>();
        try {
            read.add(OnnxShapedNetwork.read(folder.resolve("pnet.onnx"), device, PROPOSAL_BYTES));
            read.add(OnnxShapedNetwork.read(folder.resolve("rnet.onnx"), device, BOX_BYTES));
            read.add(OnnxShapedNetwork.read(folder.resolve("onet.onnx"), device, BOX_BYTES));
        } catch (RuntimeException e) {
            read.forEach(ShapedNetwork::close);
            throw e;
        }
        return new Mtcnn(read.get(0), read.get(1), read.get(2), options);
    }

    @Override
    public List<FaceDetection> detect(Image picture) {
        List<ImagePyramid.Level> levels = ImagePyramid.of(picture, options.smallestFace(), options.pyramidFactor());
        return judge(picture, refine(picture, proposal.propose(levels)));
    }

    private List<FaceBox> refine(Image picture, List<FaceBox> boxes) {
        return NonMaximumSuppression.keep(
                        refinement.judge(picture, boxes), Candidate::score, Candidate::box, OVERLAP, Overlap.UNION)
                .stream()
                .flatMap(candidate -> candidate.moved().stream())
                .toList();
    }

    private List<FaceDetection> judge(Image picture, List<FaceBox> boxes) {
        List<FaceDetection> faces = output.judge(picture, boxes).stream()
                .flatMap(candidate -> candidate.moved().stream()
                        .map(box -> new FaceDetection(box, candidate.score(), candidate.pointsInPicture())))
                .toList();
        return NonMaximumSuppression.keep(faces, FaceDetection::score, FaceDetection::box, OVERLAP, Overlap.MINIMUM);
    }

    @Override
    public double smallestFace() {
        return options.smallestFace();
    }

    @Override
    public void close() {
        proposal.close();
        refinement.close();
        output.close();
    }
}
