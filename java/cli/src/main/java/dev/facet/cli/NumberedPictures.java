package dev.facet.cli;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceSample;
import java.util.List;
import java.util.stream.IntStream;

/** A data set whose label of a picture is the picture's own number, so that whatever is known of it can be looked up. */
record NumberedPictures(FaceDataset faces) implements FaceDataset {

    @Override
    public String name() {
        return faces.name();
    }

    @Override
    public int size() {
        return faces.size();
    }

    @Override
    public FaceSample sample(int i) {
        return faces.sample(i);
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
