package dev.facet.faces;

import java.util.List;
import java.util.Set;

/** A list of face pictures with identities. Implementations are immutable and safe for many threads. */
public interface FaceDataset {

    /** Short name for logs and reports. */
    String name();

    /** Number of pictures. */
    int size();

    /**
     * One picture. Cheap: nothing is decoded or drawn before {@link FaceSample#image()}.
     *
     * @param i 0 to {@link #size()} - 1
     */
    FaceSample sample(int i);

    /** Names of the people; {@link FaceSample#identity()} is an index into this list. */
    List<String> identities();

    /** The identity of picture {@code i}, without making its sample. */
    default int identity(int i) {
        return sample(i).identity();
    }

    /** The parts that the samples' masks tell; empty if there are no masks. */
    default Set<FaceParts> parts() {
        return Set.of();
    }

    /** The names of the yes-or-no attributes; a sample lacks those that are not known of it. Empty if none. */
    default List<String> attributes() {
        return List.of();
    }

    /** The names of the concepts whose place is annotated in some samples; empty if none. */
    default List<String> concepts() {
        return List.of();
    }
}
