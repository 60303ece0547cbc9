package dev.facet.faces.data;

import java.nio.file.Path;

/** A format that data sets of faces are stored in; see {@link DataFormats}. Implementations have no state. */
public interface DataFormat {

    /** Short lower-case name for options and results, such as {@code lfw}. */
    String id();

    /** What people call it. */
    String title();

    /** What it is recognised by, in a few words. */
    String sign();

    /**
     * Whether a path has this format, judged cheaply: by names and by the first bytes of a few files. Never throws; a path
     * that cannot be read is not recognised.
     */
    boolean recognises(Path path);

    /**
     * Opens a data set. Lists are read now, pictures later.
     *
     * @param path for which {@link #recognises} is true
     * @param problems gets what can be left out, and is; see {@link Problems}
     * @throws dev.facet.faces.FaceDataException naming file, place and remedy if a list is malformed
     */
    FaceSource open(Path path, Problems problems);
}
