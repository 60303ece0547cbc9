package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FacePairs;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An opened data set.
 *
 * @param format its format
 * @param path what was opened
 * @param faces its pictures; of a verification protocol those that its pairs show
 * @param pairs its verification pairs, if it has any
 */
public record FaceSource(DataFormat format, Path path, FaceDataset faces, Optional<FacePairs> pairs) {

    static FaceSource of(DataFormat format, Path path, FaceDataset faces) {
        return new FaceSource(format, path, faces, Optional.empty());
    }

    static FaceSource of(DataFormat format, Path path, FacePairs pairs) {
        return new FaceSource(format, path, pairs.images(), Optional.of(pairs));
    }

    /**
     * The verification pairs.
     *
     * @throws FaceDataException if there are none
     */
    public FacePairs requirePairs() {
        return pairs.orElseThrow(() -> new FaceDataException(path + " (" + format.title()
                + ") has no verification pairs. Give LFW's pairs.txt, CFP, CALFW, CPLFW or a .bin pack."));
    }
}
