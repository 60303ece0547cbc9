package dev.facet.faces;

import java.util.ArrayList;
import java.util.List;

/** Some pictures of a data set; see {@link FaceSubsets}. */
final class SubsetDataset extends DerivedDataset {

    private final String name;
    private final int[] indices;
    private final int[] renumbered;
    private final List<String> identities;

    /** @param renumbered new label of each old one, -1 for people left out; null keeps the labels */
    SubsetDataset(FaceDataset base, String name, int[] indices, int[] renumbered) {
        super(base);
        this.name = name;
        this.indices = indices;
        this.renumbered = renumbered;
        if (renumbered == null) {
            identities = base.identities();
        } else {
            List<String> kept = new ArrayList<>();
            for (int i = 0; i < renumbered.length; i++) {
                if (renumbered[i] >= 0) {
                    kept.add(base.identities().get(i));
                }
            }
            identities = List.copyOf(kept);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public FaceSample sample(int i) {
        FaceSample sample = base.sample(indices[i]);
        return renumbered == null ? sample : sample.withIdentity(renumbered[sample.identity()]);
    }

    @Override
    public int identity(int i) {
        int old = base.identity(indices[i]);
        return renumbered == null ? old : renumbered[old];
    }

    @Override
    public List<String> identities() {
        return identities;
    }
}
