package dev.facet.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.facet.faces.FaceBox;
import dev.facet.faces.FaceDataException;
import dev.facet.faces.Image;
import dev.facet.faces.detect.FaceAligner;
import dev.facet.faces.detect.FaceDetection;
import dev.facet.faces.detect.LandmarkNetwork;
import dev.facet.interpret.evaluation.DetectionRecall;
import dev.facet.interpret.evaluation.LandmarkErrors;
import dev.facet.interpret.stats.Bootstrap;
import dev.facet.interpret.stats.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What was found in many pictures, and how well it agrees with labels. */
final class FaceFindings {

    private final LandmarkNetwork network;
    private final DetectionRecall recall = new DetectionRecall(DetectionRecall.USUAL_OVERLAP);
    private final LandmarkErrors found = new LandmarkErrors();
    private final LandmarkErrors inLabelledBox = new LandmarkErrors();
    private final JsonArray pictures = new JsonArray();
    private final List<String> withoutFace = new ArrayList<>();
    private int labelledFaces;
    private int faces;

    FaceFindings(LandmarkNetwork network) {
        this.network = network;
    }

    /**
     * Adds what was found in a picture, and measures it where the picture's faces are labelled.
     *
     * @param landmarks of each detection
     */
    void add(FacePhoto photo, Image picture, List<FaceDetection> detections, List<float[]> landmarks) {
        faces += detections.size();
        if (detections.isEmpty()) {
            withoutFace.add(photo.name());
        }
        JsonObject json = new JsonObject();
        json.addProperty("file", photo.name());
        json.addProperty("width", picture.width());
        json.addProperty("height", picture.height());
        JsonArray list = new JsonArray();
        for (int i = 0; i < detections.size(); i++) {
            list.add(json(detections.get(i), landmarks.get(i)));
        }
        json.add("faces", list);
        if (!photo.labelled().isEmpty()) {
            json.add("labelled", measure(photo, picture, detections, landmarks));
        }
        pictures.add(json);
    }

    private JsonArray measure(FacePhoto photo, Image picture, List<FaceDetection> detections, List<float[]> landmarks) {
        int[] match = photo.hasBoxes()
                ? recall.add(
                        photo.labelled().stream()
                                .map(face -> face.box().orElseThrow())
                                .toList(),
                        detections.stream().map(FaceDetection::box).toList())
                : central(picture, detections, photo.labelled().size());
        JsonArray labelled = new JsonArray();
        for (int i = 0; i < match.length; i++) {
            float[] truth = photo.labelled().get(i).landmarks();
            if (!FaceBox.encloses(truth)) {
                throw new FaceDataException("Picture " + photo.name() + ": the landmarks of labelled face " + i
                        + " lie on one line or are not finite. Correct or remove them.");
            }
            labelledFaces++;
            inLabelledBox.add(network.landmarks(picture, FaceBox.around(truth)), truth);
            JsonObject json = new JsonObject();
            if (match[i] < 0) {
                json.add("face", JsonNull.INSTANCE);
                json.add("landmark_error", JsonNull.INSTANCE);
            } else {
                found.add(landmarks.get(match[i]), truth);
                json.addProperty("face", match[i]);
                json.addProperty("landmark_error", LandmarkErrors.error(landmarks.get(match[i]), truth));
            }
            labelled.add(json);
        }
        return labelled;
    }

    /** Without a labelled box the picture is about one face, the central one. */
    private static int[] central(Image picture, List<FaceDetection> detections, int labelled) {
        int[] match = new int[labelled];
        Arrays.fill(match, -1);
        FaceAligner.central(detections, picture).ifPresent(face -> match[0] = detections.indexOf(face));
        return match;
    }

    /** Faces found so far. */
    int faces() {
        return faces;
    }

    /** Pictures in which no face was found. */
    List<String> withoutFace() {
        return withoutFace;
    }

    /** Lines about the agreement with labels; none without labels. */
    List<String> agreement(Bootstrap bootstrap) {
        List<String> lines = new ArrayList<>();
        if (recall.faces() > 0) {
            lines.add(
                    "Recall: %d of %d labelled boxes found at an overlap (IoU) of %.1f or more: %s; %d boxes found where none is labelled"
                            .formatted(
                                    recall.found(),
                                    recall.faces(),
                                    DetectionRecall.USUAL_OVERLAP,
                                    Texts.percent(recall.recall()),
                                    recall.unlabelled()));
        }
        if (labelledFaces > 0) {
            lines.add(landmarkLine("faces found", found, bootstrap));
            lines.add(landmarkLine("labelled places", inLabelledBox, bootstrap));
        }
        return lines;
    }

    private String landmarkLine(String where, LandmarkErrors errors, Bootstrap bootstrap) {
        Estimate mean = errors.mean(bootstrap);
        return "Landmark error, %s (%d of %d): mean %s of the outer-eye distance, median %.2f %%, 90 %% below %.2f %%"
                .formatted(
                        where,
                        errors.faces(),
                        labelledFaces,
                        mean.isMeasured() ? Texts.percent(mean) : "not measured",
                        100 * errors.quantile(0.5),
                        100 * errors.quantile(0.9));
    }

    /** All of it for results.json. */
    JsonObject toJson(Bootstrap bootstrap, double picturesPerSecond) {
        JsonObject json = new JsonObject();
        json.addProperty("pictures_per_second", picturesPerSecond);
        json.addProperty("faces", faces);
        JsonArray without = new JsonArray();
        withoutFace.forEach(without::add);
        json.add("without_face", without);
        if (recall.faces() > 0) {
            JsonObject measured = new JsonObject();
            measured.addProperty("iou", DetectionRecall.USUAL_OVERLAP);
            measured.addProperty("labelled", recall.faces());
            measured.addProperty("found", recall.found());
            measured.addProperty("unlabelled", recall.unlabelled());
            measured.add("recall", recall.recall().toJson());
            json.add("detection", measured);
        }
        if (labelledFaces > 0) {
            JsonObject measured = new JsonObject();
            measured.addProperty("labelled", labelledFaces);
            measured.addProperty("found", found.faces());
            measured.add("error", found.mean(bootstrap).toJson());
            measured.add("error_in_labelled_box", inLabelledBox.mean(bootstrap).toJson());
            json.add("landmarks", measured);
        }
        json.add("pictures", pictures);
        return json;
    }

    private static JsonObject json(FaceDetection face, float[] landmarks) {
        JsonObject json = new JsonObject();
        JsonArray box = new JsonArray();
        FaceBox edges = face.box();
        for (double edge : new double[] {edges.x0(), edges.y0(), edges.x1(), edges.y1()}) {
            box.add(rounded(edge));
        }
        json.add("box", box);
        json.addProperty("score", face.score());
        json.add("points", points(face.points()));
        json.add("landmarks", points(landmarks));
        return json;
    }

    private static JsonArray points(float[] xy) {
        JsonArray list = new JsonArray();
        for (int i = 0; i < xy.length; i += 2) {
            JsonArray point = new JsonArray();
            point.add(rounded(xy[i]));
            point.add(rounded(xy[i + 1]));
            list.add(point);
        }
        return list;
    }

    private static double rounded(double pixels) {
        return Math.round(100 * pixels) / 100.0;
    }
}
