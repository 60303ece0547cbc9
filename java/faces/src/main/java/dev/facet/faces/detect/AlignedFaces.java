package dev.facet.faces.detect;

import dev.facet.faces.ConceptMask;
import dev.facet.faces.CropFrame;
import dev.facet.faces.FaceBox;
import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.Image;
import dev.facet.faces.PartMasks;
import dev.facet.faces.ReframedDataset;
import dev.facet.faces.Reframing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A data set whose faces are found and brought to one position. Where no face is found a fixed rectangle is shown instead,
 * or the whole picture; {@link #withoutFace} says where. A face is looked for when its picture is first asked for, and the
 * place is kept for the next time.
 */
public final class AlignedFaces {

    private final FaceDataset base;
    private final FaceAligner aligner;
    private final Optional<FaceBox> otherwise;
    private final AtomicReferenceArray<Place> places;

    /** Where a face is: a transform to the template, or a rectangle where none was found. */
    private record Place(Optional<SimilarityTransform> toTemplate, FaceBox rectangle) {

        Reframing frame(int pixels) {
            return toTemplate
                    .<Reframing>map(t -> new SimilarityFrame(
                            t.then(SimilarityTransform.scaling((double) pixels / FaceTemplate.PIXELS)), pixels))
                    .orElseGet(() -> new CropFrame(rectangle, pixels, pixels));
        }
    }

    /**
     * @param base the pictures
     * @param otherwise the rectangle to show where no face is found; empty for the whole picture
     */
    public AlignedFaces(FaceDataset base, FaceAligner aligner, Optional<FaceBox> otherwise) {
        this.base = base;
        this.aligner = aligner;
        this.otherwise = otherwise;
        this.places = new AtomicReferenceArray<>(base.size());
    }

    /** The aligned faces as squares of {@code pixels}; data sets of several sizes share the search. */
    public FaceDataset dataset(int pixels) {
        String name = base.name() + ", aligned by " + aligner.points() + " points to " + pixels + " pixels";
        return new ReframedDataset(base, name, i -> new Frame(i, pixels));
    }

    /**
     * Looks for the face of a picture now, unless that was done before.
     *
     * @param i index of the picture
     * @throws FaceDataException naming the picture if it cannot be read
     */
    public void find(int i) {
        if (places.get(i) == null) {
            place(i, base.sample(i).image());
        }
    }

    /** How many pictures were looked at so far. */
    public int looked() {
        int count = 0;
        for (int i = 0; i < places.length(); i++) {
            count += places.get(i) == null ? 0 : 1;
        }
        return count;
    }

    /** Of the pictures looked at so far, the ids of those in which no face was found. */
    public List<String> withoutFace() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < places.length(); i++) {
            Place place = places.get(i);
            if (place != null && place.toTemplate.isEmpty()) {
                ids.add(base.sample(i).id());
            }
        }
        return ids;
    }

    /** The change of frame of one picture, which only looks for the face when something is asked for. */
    private final class Frame implements Reframing {
        private final int index;
        private final int pixels;

        Frame(int index, int pixels) {
            this.index = index;
            this.pixels = pixels;
        }

        @Override
        public Image image(Image picture) {
            return place(index, picture).frame(pixels).image(picture);
        }

        @Override
        public float[] points(float[] xy) {
            return frame().points(xy);
        }

        @Override
        public PartMasks parts(PartMasks masks) {
            return frame().parts(masks);
        }

        @Override
        public ConceptMask concept(ConceptMask mask) {
            return frame().concept(mask);
        }

        private Reframing frame() {
            find(index);
            return places.get(index).frame(pixels);
        }
    }

    private Place place(int i, Image picture) {
        Place known = places.get(i);
        if (known == null) {
            FaceBox whole = new FaceBox(0, 0, picture.width(), picture.height());
            known = new Place(aligned(i, picture), otherwise.orElse(whole));
            places.set(i, known);
        }
        return known;
    }

    private Optional<SimilarityTransform> aligned(int i, Image picture) {
        try {
            return aligner.align(picture);
        } catch (FaceDataException e) {
            throw new FaceDataException("Picture " + base.sample(i).id() + ": " + e.getMessage(), e);
        }
    }
}
