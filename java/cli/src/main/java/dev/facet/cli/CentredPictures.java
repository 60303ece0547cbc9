package dev.facet.cli;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceSample;
import dev.facet.faces.Image;
import java.util.List;

/**
 * The square in the middle of every picture, to judge what was trained on squares cut out at random.
 *
 * @param faces the pictures
 * @param share side of the square as a part of the picture's shorter side, in (0, 1]
 */
record CentredPictures(FaceDataset faces, double share) implements FaceDataset {

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
        FaceSample whole = faces.sample(i);
        return FaceSample.of(whole.id(), whole.identity(), whole.identityName(), () -> centre(whole.image()))
                .build();
    }

    @Override
    public int identity(int i) {
        return faces.identity(i);
    }

    @Override
    public List<String> identities() {
        return faces.identities();
    }

    private Image centre(Image picture) {
        int side = (int) Math.max(1, Math.round(share * Math.min(picture.width(), picture.height())));
        return picture.crop((picture.width() - side) / 2, (picture.height() - side) / 2, side, side);
    }
}
