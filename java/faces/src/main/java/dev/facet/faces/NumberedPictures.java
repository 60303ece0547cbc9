package dev.facet.faces;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A data set whose label of a picture is the picture's own number, so that whatever is known of it can be looked up: what
 * {@link ImageBatches} gives as labels are indices into the data set.
 */
public final class NumberedPictures extends DerivedDataset {

    /** @param faces the pictures to number, from 0 */
    public NumberedPictures(FaceDataset faces) {
        super(faces);
    }

    @Override
    public int identity(int i) {
        return i;
    }

    @Override
    public List<String> identities() {
        return IntStream.range(0, size()).mapToObj(Integer::toString).toList();
    }
}
