package dev.facet.faces.convert;

import dev.facet.faces.data.FaceSource;
import java.nio.file.Path;

/** Writes data sets in one format. Implementations have no state. */
public interface DatasetWriter {

    /** The format's name, as {@link dev.facet.faces.data.DataFormat#id()} has it. */
    String id();

    /** What is written, in a few words. */
    String title();

    /**
     * Writes a data set.
     *
     * @param source what to write
     * @param out a folder that is empty or not there yet, or for formats of one file a file that is not there
     * @param pictures makes the pictures and counts them
     * @throws dev.facet.faces.FaceDataException naming the file if it cannot be written, or what the data set lacks for
     *     this format
     */
    void write(FaceSource source, Path out, Pictures pictures);
}
