package dev.facet.cli;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceSample;
import dev.facet.faces.Image;
import dev.facet.faces.LandmarkScheme;
import dev.facet.faces.PartMasks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A picture of one face whose parts are asked for.
 *
 * @param name what tables and files call it
 * @param picture reads it
 * @param landmarks the labelled ones, 106 or 68 points; empty if nobody labelled them
 * @param parts the masks of its data set, if it has any
 */
record MaskSubject(
        String name,
        Supplier<Image> picture,
        Supplier<Optional<float[]>> landmarks,
        Supplier<Optional<PartMasks>> parts) {

    static final String HELP = "pictures of one face each, folders of them, and data sets: " + FaceData.HELP;

    /** Side of generated faces. */
    private static final int SYNTH_PIXELS = 256;

    /**
     * The subjects that arguments name.
     *
     * @param seed of generated faces
     */
    static List<MaskSubject> of(List<String> arguments, long seed) {
        List<MaskSubject> subjects = new ArrayList<>();
        for (String argument : arguments) {
            Path path = Path.of(argument);
            if (FacePhotos.isPicture(path) || FacePhotos.isPlainFolder(path)) {
                FacePhotos.of(List.of(path))
                        .forEach(photo -> subjects.add(
                                new MaskSubject(photo.name(), photo.picture(), Optional::empty, Optional::empty)));
            } else {
                FaceDataset faces = FaceData.open(argument, seed, SYNTH_PIXELS);
                for (int i = 0; i < faces.size(); i++) {
                    subjects.add(of(faces.sample(i)));
                }
            }
        }
        return subjects;
    }

    private static MaskSubject of(FaceSample sample) {
        return new MaskSubject(
                sample.id(),
                sample::image,
                () -> sample.landmarks(LandmarkScheme.LAPA106).or(sample::landmarks),
                sample::parts);
    }

    /** The masks that a person or the generator made; not those that follow from landmarks. */
    Optional<PartMasks> labelled() {
        return parts.get()
                .filter(masks -> masks.parts().stream().map(masks::provenance).anyMatch(MaskSubject::isLabel));
    }

    private static boolean isLabel(PartMasks.Provenance provenance) {
        return provenance == PartMasks.Provenance.LABELLED || provenance == PartMasks.Provenance.EXACT;
    }
}
