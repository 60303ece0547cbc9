package dev.facet.faces.data;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceParts;
import dev.facet.faces.FaceSample;
import dev.facet.faces.ImageFiles;
import dev.facet.faces.LandmarkParts;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A list of picture files with names of people and, for all or for none, 68 landmarks. */
final class NamedFiles implements FaceDataset {

    /** @param landmarks 136 values in pixels of the picture, or null */
    record Entry(String id, String person, Path file, float[] landmarks) {}

    private final String name;
    private final List<Entry> entries;
    private final List<String> identities;
    private final Map<String, Integer> labelOf = new LinkedHashMap<>();

    NamedFiles(String name, List<Entry> entries) {
        this.name = name;
        this.entries = List.copyOf(entries);
        for (Entry e : entries) {
            labelOf.putIfAbsent(e.person, labelOf.size());
        }
        identities = List.copyOf(labelOf.keySet());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public FaceSample sample(int i) {
        Entry e = entries.get(i);
        FaceSample.Builder b = FaceSample.of(e.id, identity(i), e.person, () -> ImageFiles.read(e.file));
        if (e.landmarks != null) {
            b.landmarks(e.landmarks).parts(() -> {
                ImageFiles.Size size = ImageFiles.size(e.file);
                return LandmarkParts.of(e.landmarks, size.width(), size.height());
            });
        }
        return b.build();
    }

    @Override
    public int identity(int i) {
        return labelOf.get(entries.get(i).person);
    }

    @Override
    public List<String> identities() {
        return identities;
    }

    @Override
    public Set<FaceParts> parts() {
        boolean landmarks = !entries.isEmpty() && entries.get(0).landmarks != null;
        return landmarks ? EnumSet.allOf(FaceParts.class) : Set.of();
    }
}
