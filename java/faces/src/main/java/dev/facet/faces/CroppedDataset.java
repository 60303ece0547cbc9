package dev.facet.faces;

import java.util.List;
import java.util.Set;

/** The same rectangle of every picture; see {@link FaceSubsets#cropped}. */
final class CroppedDataset implements FaceDataset, Reframing {

    private final FaceDataset base;
    private final double x0;
    private final double y0;
    private final double x1;
    private final double y1;
    private final int width;
    private final int height;

    CroppedDataset(FaceDataset base, double x0, double y0, double x1, double y1) {
        if (!(x1 - x0 >= 1) || !(y1 - y0 >= 1)) {
            throw new IllegalArgumentException(
                    "(" + x0 + "," + y0 + ")-(" + x1 + "," + y1 + ") is no rectangle of a pixel or more");
        }
        this.base = base;
        this.x0 = x0;
        this.y0 = y0;
        this.x1 = x1;
        this.y1 = y1;
        width = (int) Math.round(x1 - x0);
        height = (int) Math.round(y1 - y0);
    }

    @Override
    public String name() {
        return base.name();
    }

    @Override
    public int size() {
        return base.size();
    }

    @Override
    public FaceSample sample(int i) {
        return base.sample(i).moved(this);
    }

    @Override
    public Image image(Image picture) {
        return picture.resize(x0, y0, x1, y1, width, height);
    }

    @Override
    public float[] points(float[] xy) {
        for (int i = 0; i < xy.length; i += 2) {
            xy[i] = (float) ((xy[i] - x0) * width / (x1 - x0));
            xy[i + 1] = (float) ((xy[i + 1] - y0) * height / (y1 - y0));
        }
        return xy;
    }

    @Override
    public PartMasks parts(PartMasks masks) {
        return masks.resize(x0, y0, x1, y1, width, height);
    }

    @Override
    public ConceptMask concept(ConceptMask mask) {
        return mask.resize(x0, y0, x1, y1, width, height);
    }

    @Override
    public int identity(int i) {
        return base.identity(i);
    }

    @Override
    public List<String> identities() {
        return base.identities();
    }

    @Override
    public Set<FaceParts> parts() {
        return base.parts();
    }

    @Override
    public List<String> attributes() {
        return base.attributes();
    }

    @Override
    public List<String> concepts() {
        return base.concepts();
    }
}
