package dev.facet.cli;

import dev.facet.engine.Device;
import dev.facet.faces.FaceBox;
import dev.facet.faces.FaceDataset;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How faces are brought to one position, and what is shown where that fails. */
final class AlignOptions {

    @Option(
            names = "--align",
            paramLabel = "HOW",
            defaultValue = "none",
            description =
                    "Turn and scale each face to the 112-pixel template that networks are trained on (ArcFace): none, "
                            + "5pt (by the detector's five points) or 68pt (by 68 landmarks). Where no face is found the crop "
                            + "is shown (default: ${DEFAULT-VALUE}).")
    private String how;

    @Option(
            names = "--crop",
            split = ",",
            paramLabel = "X0,Y0,X1,Y1",
            description =
                    "Rectangle of each picture that shows the face, in pixels (default: for pictures of 250x250 the one "
                            + "usual for LFW, else the whole picture).")
    private double[] crop;

    @Mixin
    private FaceNetworkOptions networks;

    /**
     * The faces of a data set in the position asked for.
     *
     * @param device closed later than the result
     */
    FramedFaces of(FaceDataset pictures, Device device) {
        Optional<FaceBox> rectangle = rectangle();
        return switch (how) {
            case "none" -> FramedFaces.cropped(pictures, rectangle);
            case "5pt" -> FramedFaces.aligned(pictures, rectangle, networks.detector(device), null);
            case "68pt" ->
                FramedFaces.aligned(pictures, rectangle, networks.detector(device), networks.landmarks(device));
            default -> throw new IllegalArgumentException("--align takes none, 5pt or 68pt, got '" + how + "'");
        };
    }

    /** All that decides how faces are framed, beside the pictures themselves. */
    String describe() {
        String framed = "align " + how + ", crop " + (crop == null ? "usual" : Arrays.toString(crop));
        return "none".equals(how) ? framed : framed + ", " + networks.describe("68pt".equals(how));
    }

    private Optional<FaceBox> rectangle() {
        if (crop == null) {
            return Optional.empty();
        }
        if (crop.length != 4) {
            throw new IllegalArgumentException("--crop takes four numbers X0,Y0,X1,Y1, got " + crop.length);
        }
        if (!(crop[2] - crop[0] >= 1 && crop[3] - crop[1] >= 1)) {
            throw new IllegalArgumentException("--crop takes left, upper, right and lower edge of a pixel or more, got "
                    + crop[0] + "," + crop[1] + "," + crop[2] + "," + crop[3]);
        }
        return Optional.of(new FaceBox(crop[0], crop[1], crop[2], crop[3]));
    }
}
