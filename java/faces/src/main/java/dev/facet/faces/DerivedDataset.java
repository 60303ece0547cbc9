package dev.facet.faces;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What a data set made from another one shares with it: all that is not overridden. */
abstract class DerivedDataset implements FaceDataset {

    final FaceDataset base;

    DerivedDataset(FaceDataset base) {
        this.base = Objects.requireNonNull(base);
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
        return base.sample(i);
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
