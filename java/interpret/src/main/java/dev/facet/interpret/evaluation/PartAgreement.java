package dev.facet.interpret.evaluation;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.facet.faces.FaceParts;
import dev.facet.faces.PartMasks;
import dev.facet.interpret.stats.Bootstrap;
import dev.facet.interpret.stats.Estimate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** How well computed part masks agree with labelled ones, part by part and face by face. */
public final class PartAgreement {
    private final Map<FaceParts, List<Overlap>> overlaps = new EnumMap<>(FaceParts.class);

    /** Pixels of one part in one face; {@code labelled} is at least 1. */
    private record Overlap(int computed, int labelled, int both) {
        double iou() {
            return (double) both / (computed + labelled - both);
        }

        double inside() {
            return computed == 0 ? Double.NaN : (double) both / computed;
        }

        double covered() {
            return (double) both / labelled;
        }
    }

    /**
     * Adds a face. Compared are the parts that both masks tell and that are labelled somewhere in the picture: an unlabelled
     * part may be hidden, behind glasses for example, or absent.
     *
     * @param computed masks of the same size
     */
    public void add(PartMasks computed, PartMasks labelled) {
        if (computed.width() != labelled.width() || computed.height() != labelled.height()) {
            throw new IllegalArgumentException("masks of " + computed.width() + "x" + computed.height()
                    + " cannot be compared with masks of " + labelled.width() + "x" + labelled.height());
        }
        for (FaceParts part : labelled.parts()) {
            int there = labelled.count(part);
            if (there > 0 && computed.parts().contains(part)) {
                overlaps.computeIfAbsent(part, p -> new ArrayList<>())
                        .add(new Overlap(computed.count(part), there, common(computed, labelled, part)));
            }
        }
    }

    private static int common(PartMasks a, PartMasks b, FaceParts part) {
        int both = 0;
        for (int i = 0; i < a.labels().length; i++) {
            both += a.labels()[i] == part.ordinal() && b.labels()[i] == part.ordinal() ? 1 : 0;
        }
        return both;
    }

    /** The parts compared so far. */
    public Set<FaceParts> parts() {
        return Collections.unmodifiableSet(overlaps.keySet());
    }

    /** Faces in which a part was compared. */
    public int faces(FaceParts part) {
        return of(part).size();
    }

    /** Mean over faces of intersection over union. */
    public Estimate iou(FaceParts part, Bootstrap bootstrap) {
        return mean(of(part), Overlap::iou, bootstrap);
    }

    /** Mean over faces of the share of the computed mask that lies on the label; faces without a computed mask are out. */
    public Estimate inside(FaceParts part, Bootstrap bootstrap) {
        return mean(of(part), Overlap::inside, bootstrap);
    }

    /** Mean over faces of the share of the label that the computed mask covers. */
    public Estimate covered(FaceParts part, Bootstrap bootstrap) {
        return mean(of(part), Overlap::covered, bootstrap);
    }

    private List<Overlap> of(FaceParts part) {
        return overlaps.getOrDefault(part, List.of());
    }

    private static Estimate mean(List<Overlap> faces, ToDoubleFunction<Overlap> value, Bootstrap bootstrap) {
        return bootstrap.mean(
                faces.stream().mapToDouble(value).filter(v -> !Double.isNaN(v)).toArray());
    }

    /** A list with an object for each part: {@code part}, {@code faces}, and the estimates {@code iou}, {@code inside}, {@code covered}. */
    public JsonArray toJson(Bootstrap bootstrap) {
        JsonArray list = new JsonArray();
        for (FaceParts part : parts()) {
            JsonObject json = new JsonObject();
            json.addProperty("part", part.label());
            json.addProperty("faces", faces(part));
            json.add("iou", iou(part, bootstrap).toJson());
            json.add("inside", inside(part, bootstrap).toJson());
            json.add("covered", covered(part, bootstrap).toJson());
            list.add(json);
        }
        return list;
    }
}
