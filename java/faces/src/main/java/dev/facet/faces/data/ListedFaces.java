package dev.facet.faces.data;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceParts;
import dev.facet.faces.FaceSample;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A list of picture files with names of people and, for each, what else is known. People are in the order of the list. */
final class ListedFaces implements FaceDataset {

    /**
     * One picture.
     *
     * @param id names it within the data set
     * @param person who is shown
     * @param file the picture
     * @param details adds what else is known
     */
    record Entry(String id, String person, Path file, Consumer<FaceSample.Builder> details) {

        Entry(String id, String person, Path file) {
            this(id, person, file, builder -> {});
        }
    }

    private final String name;
    private final List<Entry> entries;
    private final List<String> identities;
    private final int[] labels;
    private final Set<FaceParts> parts;
    private final List<String> attributes;
    private final List<String> concepts;

    ListedFaces(String name, List<Entry> entries) {
        this(name, entries, Set.of(), List.of(), List.of());
    }

    ListedFaces(
            String name, List<Entry> entries, Set<FaceParts> parts, List<String> attributes, List<String> concepts) {
        this.name = name;
        this.entries = List.copyOf(entries);
        this.parts = Set.copyOf(parts);
        this.attributes = List.copyOf(attributes);
        this.concepts = List.copyOf(concepts);
        Map<String, Integer> labelOf = new LinkedHashMap<>();
        labels = new int[entries.size()];
        for (int i = 0; i < labels.length; i++) {
            String person = entries.get(i).person;
            labelOf.putIfAbsent(person, labelOf.size());
            labels[i] = labelOf.get(person);
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
        FaceSample.Builder builder = FaceSample.ofFile(e.id, labels[i], e.person, e.file);
        e.details.accept(builder);
        return builder.build();
    }

    @Override
    public int identity(int i) {
        return labels[i];
    }

    @Override
    public List<String> identities() {
        return identities;
    }

    @Override
    public Set<FaceParts> parts() {
        return parts;
    }

    @Override
    public List<String> attributes() {
        return attributes;
    }

    @Override
    public List<String> concepts() {
        return concepts;
    }
}
