package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceParts;
import dev.facet.faces.ImageFiles;
import dev.facet.faces.LandmarkParts;
import dev.facet.faces.Landmarks68;
import dev.facet.faces.data.Problems.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
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
     * @throws FaceDataException naming file and line if a row is malformed or pictures are missing
     */
    public static FaceDataset read(Path root) {
        Problems problems = new Problems();
        FaceDataset dataset = open(root, problems);
        problems.orThrow(root);
        return dataset;
    }

    static FaceDataset open(Path root, Problems problems) {
        Path file = root.resolve("keypoints.csv");
        Path images = root.resolve("images");
        List<ListedFaces.Entry> entries = new ArrayList<>();
        for (Row row : parse(file, Listing.lines(file, "list of landmarks"))) {
            Path picture = Listing.within(images, images, row.picture, file, row.line);
            if (!Files.isRegularFile(picture)) {
                problems.add(Kind.MISSING_PICTURE, file + " line " + row.line + ": there is no picture " + picture);
                continue;
            }
            float[] xy = row.xy;
            entries.add(new ListedFaces.Entry(
                    row.picture,
                    person(row.picture),
                    picture,
                    builder -> builder.landmarks(xy).parts(() -> {
                        ImageFiles.Size size = ImageFiles.size(picture);
                        return LandmarkParts.of(xy, size.width(), size.height());
                    })));
        }
        Listing.requireSome(entries, file, problems);
        return new ListedFaces("YTF-68", entries, EnumSet.allOf(FaceParts.class), List.of(), List.of());
    }

    /**
     * A line of the list.
     *
     * @param line where it stands, from 1
     * @param picture file in the folder of pictures
     * @param xy 136 values in pixels
     */
    record Row(int line, String picture, float[] xy) {}

    static List<Row> parse(Path file, List<String> lines) {
        List<Row> rows = new ArrayList<>();
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
                xy[k] = Listing.number(fields[k + 1], file, i + 1);
            }
            rows.add(new Row(i + 1, fields[0], xy));
        }
        return rows;
    }

    private static String person(String file) {
        return file.replaceFirst("\\.[^.]*$", "").replaceFirst("_\\d+$", "");
    }
}
