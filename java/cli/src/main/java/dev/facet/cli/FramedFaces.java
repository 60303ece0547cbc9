package dev.facet.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.facet.faces.FaceBox;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceSubsets;
import dev.facet.faces.Image;
import dev.facet.faces.detect.AlignedFaces;
import dev.facet.faces.detect.FaceAligner;
import dev.facet.faces.detect.LandmarkNetwork;
import dev.facet.faces.detect.Mtcnn;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A data set's faces cropped or aligned, and how to say so. */
final class FramedFaces implements AutoCloseable {

    /** Where deep-funneled pictures of LFW show the face. */
    private static final FaceBox LFW_FACE = new FaceBox(64.5, 57, 185.5, 178);

    private static final int LFW_PIXELS = 250;
    private static final int NAMED_FAILURES = 5;
    private static final String WHOLE = "whole pictures";
    private static final String UNALIGNED = "none";

    private final FaceDataset pictures;
    private final Optional<FaceBox> rectangle;
    private final AlignedFaces aligned;
    private final Mtcnn detector;
    private final LandmarkNetwork landmarks;
    private double foundPerSecond = Double.NaN;

    private FramedFaces(
            FaceDataset pictures,
            Optional<FaceBox> rectangle,
            AlignedFaces aligned,
            Mtcnn detector,
            LandmarkNetwork landmarks) {
        this.pictures = pictures;
        this.rectangle = rectangle;
        this.aligned = aligned;
        this.detector = detector;
        this.landmarks = landmarks;
    }

    /** Faces by a rectangle alone; without one by LFW's, or whole pictures. */
    static FramedFaces cropped(FaceDataset pictures, Optional<FaceBox> rectangle) {
        return new FramedFaces(pictures, rectangle.or(() -> usual(pictures)), null, null, null);
    }

    /**
     * Faces found and aligned, by 68 landmarks if there is a network for them.
     *
     * @param landmarks null for the detector's five points
     */
    static FramedFaces aligned(
            FaceDataset pictures, Optional<FaceBox> rectangle, Mtcnn detector, LandmarkNetwork landmarks) {
        FaceAligner aligner =
                landmarks == null ? FaceAligner.byFivePoints(detector) : FaceAligner.by68Points(detector, landmarks);
        Optional<FaceBox> otherwise = rectangle.or(() -> usual(pictures));
        return new FramedFaces(
                pictures, otherwise, new AlignedFaces(pictures, aligner, otherwise), detector, landmarks);
    }

    private static Optional<FaceBox> usual(FaceDataset pictures) {
        if (pictures.size() == 0) {
            return Optional.empty();
        }
        Image first = pictures.sample(0).image();
        boolean likeLfw = first.width() == LFW_PIXELS && first.height() == LFW_PIXELS;
        return likeLfw ? Optional.of(LFW_FACE) : Optional.empty();
    }

    /** The faces; aligned ones are squares of {@code pixels}, cropped ones have the size they have. */
    FaceDataset faces(int pixels) {
        if (aligned != null) {
            return aligned.dataset(pixels);
        }
        return rectangle
                .map(box -> FaceSubsets.cropped(pictures, box.x0(), box.y0(), box.x1(), box.y1()))
                .orElse(pictures);
    }

    /**
     * With alignment, finds the faces of these pictures now and takes the time, so that what is measured with them later
     * does not.
     *
     * @param wanted indices of pictures, each once
     */
    void find(int[] wanted) {
        if (aligned == null) {
            return;
        }
        long start = System.nanoTime();
        AtomicInteger done = new AtomicInteger();
        try (Progress progress = Progress.start("finding faces", wanted.length)) {
            // The networks take turns; reading pictures and cutting boxes do not.
            Arrays.stream(wanted).parallel().forEach(i -> {
                aligned.find(i);
                progress.to(done.incrementAndGet(), "");
            });
        }
        foundPerSecond = wanted.length / ((System.nanoTime() - start) / 1e9);
    }

    /** What was done, for a heading. */
    String describe() {
        return describe(cropped(), alignment());
    }

    /** As {@link #describe()}, from the fields that {@link #addTo} wrote. */
    static String describe(String crop, String alignment) {
        if (!alignment.equals(UNALIGNED)) {
            return "aligned by " + alignment.replace("pt", "") + " points";
        }
        return (crop.equals(WHOLE) ? WHOLE : "crop " + crop) + ", no alignment";
    }

    /** How many faces were found, for a line of its own; empty without alignment. */
    Optional<String> outcome() {
        if (aligned == null) {
            return Optional.empty();
        }
        List<String> without = aligned.withoutFace();
        String line =
                "Faces found in %,d of %,d pictures".formatted(aligned.looked() - without.size(), aligned.looked())
                        + (Double.isNaN(foundPerSecond) ? "" : ", %.1f pictures/s".formatted(foundPerSecond));
        if (without.isEmpty()) {
            return Optional.of(line + ".");
        }
        String names = String.join(", ", without.subList(0, Math.min(NAMED_FAILURES, without.size())))
                + (without.size() > NAMED_FAILURES ? ", ..." : "");
        return Optional.of(line + "; the others (" + names + ") show "
                + (rectangle.isPresent() ? "the crop " + crop() : "the whole picture") + ".");
    }

    /** The fields of "framing" in docs/results-format.md. */
    void addTo(JsonObject json) {
        json.addProperty("crop", cropped());
        json.addProperty("alignment", alignment());
        if (aligned != null) {
            json.addProperty("pictures", aligned.looked());
            if (!Double.isNaN(foundPerSecond)) {
                json.addProperty("found_per_second", foundPerSecond);
            }
            JsonArray without = new JsonArray();
            aligned.withoutFace().forEach(without::add);
            json.add("without_face", without);
        }
    }

    private String cropped() {
        return rectangle.isPresent() ? crop() : WHOLE;
    }

    private String alignment() {
        return aligned == null ? UNALIGNED : points() + "pt";
    }

    private int points() {
        return landmarks == null ? 5 : 68;
    }

    private String crop() {
        FaceBox box = rectangle.orElseThrow();
        return String.format(Locale.ROOT, "(%s,%s)-(%s,%s)", box.x0(), box.y0(), box.x1(), box.y1());
    }

    @Override
    public void close() {
        if (landmarks != null) {
            landmarks.close();
        }
        if (detector != null) {
            detector.close();
        }
    }
}
