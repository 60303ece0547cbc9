package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.Landmarks68;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames with 68 landmarks: {@code images/} and {@code keypoints.csv} with a header line and rows
 * {@code file,x0,y0,x1,y1,...} in pixels. A frame {@code Some_Name_30.jpg} shows the person {@code Some_Name}. The masks
 * come from the landmarks.
 */
public final class Ytf68 {

    private Ytf68() {}

    /**
     * Reads the annotations; pictures are read later.
     *
     * @throws FaceDataException naming file and line if a row is malformed or its picture is missing
     */
    public static FaceDataset read(Path root) {
        Path file = root.resolve("keypoints.csv");
        List<String> lines = Listing.lines(file, "list of landmarks");
        List<NamedFiles.Entry> entries = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            String[] fields = lines.get(i).split(",", -1);
            if (fields.length != 1 + 2 * Landmarks68.COUNT) {
                throw Listing.bad(file, i + 1, "expected a file and 136 numbers, got " + fields.length + " fields");
            }
            float[] xy = new float[2 * Landmarks68.COUNT];
            for (int k = 0; k < xy.length; k++) {
                try {
                    xy[k] = Float.parseFloat(fields[k + 1]);
                } catch (NumberFormatException e) {
                    throw Listing.bad(file, i + 1, "\"" + fields[k + 1] + "\" is no number");
                }
            }
            Path picture = root.resolve("images").resolve(fields[0]);
            if (!Files.exists(picture)) {
                throw Listing.bad(file, i + 1, "there is no picture " + picture + ". Copy it there.");
            }
            entries.add(new NamedFiles.Entry(fields[0], person(fields[0]), picture, xy));
        }
        if (entries.isEmpty()) {
            throw new FaceDataException(file + " lists no picture. Copy the file again.");
        }
        return new NamedFiles("YTF-68", entries);
    }

    private static String person(String file) {
        return file.replaceFirst("\\.[^.]*$", "").replaceFirst("_\\d+$", "");
    }
}
