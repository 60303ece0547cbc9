package dev.facet.faces.convert;

import java.util.List;
import java.util.stream.Collectors;

/** All formats that data sets can be written in. */
public final class DatasetWriters {

    private static final List<DatasetWriter> ALL =
            List.of(new FolderWriter(), new RecordIoSetWriter(), new BinPackSetWriter(), new CelebaWriter());

    private DatasetWriters() {}

    /** The writers. */
    public static List<DatasetWriter> all() {
        return ALL;
    }

    /**
     * The writer of a format.
     *
     * @throws IllegalArgumentException if the format cannot be written
     */
    public static DatasetWriter byId(String id) {
        return ALL.stream()
                .filter(writer -> writer.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("data sets cannot be written as \"" + id
                        + "\", only as " + ALL.stream().map(DatasetWriter::id).collect(Collectors.joining(", "))));
    }
}
