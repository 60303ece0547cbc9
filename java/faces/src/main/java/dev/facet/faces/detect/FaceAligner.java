package dev.facet.faces.detect;

import dev.facet.faces.Image;
import dev.facet.faces.Landmarks68;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds the face a picture is about and how to bring it to {@link FaceTemplate}. Safe for many threads. Does not close the
 * networks it is given.
 */
public final class FaceAligner {

    private final FaceDetector detector;
    private final Optional<LandmarkNetwork> landmarks;

    private FaceAligner(FaceDetector detector, Optional<LandmarkNetwork> landmarks) {
        this.detector = detector;
        this.landmarks = landmarks;
    }

    /** Aligns by the detector's own five points. */
    public static FaceAligner byFivePoints(FaceDetector detector) {
        return new FaceAligner(detector, Optional.empty());
    }

    /** Aligns by five points made from 68 landmarks. */
    public static FaceAligner by68Points(FaceDetector detector, LandmarkNetwork landmarks) {
        return new FaceAligner(detector, Optional.of(landmarks));
    }

    /**
     * The face that a picture of one person shows: large and near the middle. Of each face's area twice the square of its
     * distance from the picture's centre is taken off (as InsightFace does).
     *
     * @return empty if there is no face
     */
    public static Optional<FaceDetection> central(List<FaceDetection> faces, Image picture) {
        return faces.stream().max(Comparator.comparingDouble(face -> {
            double dx = face.box().centreX() - picture.width() / 2.0;
            double dy = face.box().centreY() - picture.height() / 2.0;
            return face.box().area() - 2 * (dx * dx + dy * dy);
        }));
    }

    /**
     * The transform that brings the central face to the template of {@link FaceTemplate#PIXELS} pixels.
     *
     * @return empty if no face is found, or its points are all in one place
     */
    public Optional<SimilarityTransform> align(Image picture) {
        return central(detector.detect(picture), picture).flatMap(face -> toTemplate(points(picture, face)));
    }

    private static Optional<SimilarityTransform> toTemplate(float[] five) {
        try {
            return Optional.of(FaceTemplate.to(five, FaceTemplate.PIXELS));
        } catch (IllegalArgumentException e) {
            // A detector may answer with anything; points that determine no transform show no face.
            return Optional.empty();
        }
    }

    /** How many landmarks of a face it looks at: 5 or 68. */
    public int points() {
        return landmarks.isPresent() ? Landmarks68.COUNT : FaceTemplate.POINTS;
    }

    private float[] points(Image picture, FaceDetection face) {
        return landmarks
                .map(network -> Landmarks68.toFive(network.landmarks(picture, face)))
                .orElseGet(face::points);
    }
}
