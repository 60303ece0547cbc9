package dev.facet.cli;

import dev.facet.faces.FaceBox;
import dev.facet.faces.Image;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A picture to find faces in.
 *
 * @param name what tables and files call it
 * @param picture reads it
 * @param labelled the faces that are known to be there; empty if nobody said
 */
record FacePhoto(String name, Supplier<Image> picture, List<Labelled> labelled) {

    FacePhoto {
        labelled = List.copyOf(labelled);
    }

    /**
     * A face that somebody labelled.
     *
     * @param box around it; empty where only points were labelled
     * @param landmarks 136 values in pixels of the picture
     */
    record Labelled(Optional<FaceBox> box, float[] landmarks) {}

    /** Whether boxes are labelled, so that it can be told how many faces are found. */
    boolean hasBoxes() {
        return labelled.stream().anyMatch(face -> face.box().isPresent());
    }
}
