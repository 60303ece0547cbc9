package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceParts;
import dev.facet.faces.FaceSample;
import dev.facet.faces.ImageFiles;
import dev.facet.faces.LandmarkParts;
import dev.facet.faces.Landmarks68;
import dev.facet.faces.data.Problems.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * 300-W and its relatives (AFW, HELEN, IBUG, LFPW): beside each picture {@code x.jpg} or {@code x.png} a file
 * {@code x.pts} with
 *
 * <pre>
 * version: 1
 * n_points: 68
 * {
 * 446.000 91.000
 * ... one line a point
 * }
 * </pre>
 *
 * <p>Coordinates are MATLAB's, in which the first pixel's centre is 1; here it is 0.5, because pixel i covers [i, i+1), so
 * half a pixel is taken off. Who is shown is not known: every picture is an identity of its own. Masks come from the
 * landmarks.
 */
final class PtsFormat implements DataFormat {

    private static final int DEPTH = 4;
    private static final float MATLAB_OFFSET = 0.5f;

    @Override
    public String id() {
        return "300w";
    }

    @Override
    public String title() {
        return "300-W points";
    }

    @Override
    public String sign() {
        return ".pts files beside pictures";
    }

    @Override
    public boolean recognises(Path path) {
        return Files.isDirectory(path)
                && (Look.has(path, ".pts")
                        || Look.entries(path, Files::isDirectory).stream().anyMatch(sub -> Look.has(sub, ".pts")));
    }

    @Override
    public FaceSource open(Path path, Problems problems) {
        List<ListedFaces.Entry> entries = new ArrayList<>();
        List<Path> files = files(path);
        for (Path points : files) {
            if (!Look.endsWith(points, ".pts")) {
                continue;
            }
            Path picture = picture(points);
            if (picture == null) {
                problems.add(Kind.MISSING_PICTURE, points + " has no picture of the same name beside it");
                continue;
            }
            String id = path.relativize(picture).toString();
            entries.add(new ListedFaces.Entry(id, id, picture, builder -> addDetails(builder, points, picture)));
        }
        addUnmarked(files, problems);
        Listing.requireSome(entries, path, problems);
        return FaceSource.of(
                this, path, new ListedFaces("300-W", entries, EnumSet.allOf(FaceParts.class), List.of(), List.of()));
    }

    private static void addUnmarked(List<Path> files, Problems problems) {
        Set<Path> marked = files.stream()
                .filter(file -> Look.endsWith(file, ".pts"))
                .map(file -> file.resolveSibling(Listing.stem(file)))
                .collect(Collectors.toSet());
        for (Path file : files) {
            if (Look.isNamedPicture(file) && !marked.contains(file.resolveSibling(Listing.stem(file)))) {
                problems.add(Kind.MISSING_ANNOTATION, "Picture " + file + " has no .pts file beside it");
            }
        }
    }

    private static void addDetails(FaceSample.Builder builder, Path points, Path picture) {
        builder.landmarks(() -> landmarks(points)).parts(() -> {
            ImageFiles.Size size = ImageFiles.size(picture);
            return LandmarkParts.of(landmarks(points), size.width(), size.height());
        });
    }

    private static float[] landmarks(Path points) {
        return parse(points, Listing.lines(points, "file of landmarks"));
    }

    /** The pictures and files of points. */
    private static List<Path> files(Path root) {
        try (Stream<Path> found = Files.find(
                root,
                DEPTH,
                (file, attributes) -> attributes.isRegularFile()
                        && (Look.endsWith(file, ".pts") || Look.isNamedPicture(file))
                        && !file.getFileName().toString().startsWith("."),
                FileVisitOption.FOLLOW_LINKS)) {
            return found.sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new FaceDataException(
                    "Cannot list folder " + root + ": " + e.getMessage() + ". Check that it may be read.", e);
        }
    }

    private static Path picture(Path points) {
        String stem = Listing.stem(points);
        for (String ending : new String[] {".jpg", ".png", ".jpeg", ".JPG", ".PNG", ".JPEG"}) {
            Path picture = points.resolveSibling(stem + ending);
            if (Files.isRegularFile(picture)) {
                return picture;
            }
        }
        return null;
    }

    /** The 68 points, with the first pixel's centre at 0.5. */
    static float[] parse(Path file, List<String> lines) {
        float[] xy = new float[2 * Landmarks68.COUNT];
        int points = -1;
        for (int n = 0; n < lines.size(); n++) {
            String line = lines.get(n).trim();
            if (points < 0) {
                points = header(file, line, n + 1) ? 0 : -1;
            } else if (line.equals("}")) {
                if (points != Landmarks68.COUNT) {
                    throw Listing.bad(file, n + 1, "there are " + points + " points, not 68. Copy the file again.");
                }
                return xy;
            } else if (!line.isEmpty()) {
                String[] f = line.split("\\s+");
                if (f.length != 2 || points == Landmarks68.COUNT) {
                    throw Listing.bad(file, n + 1, "expected 68 lines \"x y\" and \"}\", got \"" + line + "\"");
                }
                xy[2 * points] = Listing.number(f[0], file, n + 1) - MATLAB_OFFSET;
                xy[2 * points + 1] = Listing.number(f[1], file, n + 1) - MATLAB_OFFSET;
                points++;
            }
        }
        throw Listing.bad(file, Math.max(1, lines.size()), "the points do not end with \"}\". Copy the file again.");
    }

    /** Checks a line before the points; whether it is the last such. */
    private static boolean header(Path file, String line, int number) {
        if (line.equals("{")) {
            return true;
        }
        String[] f = line.split("\\s*:\\s*", 2);
        boolean known = line.isEmpty() || f[0].equals("version");
        if (f[0].equals("n_points") && f.length == 2) {
            if (Listing.integer(f[1].trim(), file, number) != Landmarks68.COUNT) {
                throw Listing.bad(file, number, "files of 68 points are read, this has " + f[1]);
            }
            known = true;
        }
        if (!known) {
            throw Listing.bad(
                    file, number, "expected \"version: 1\", \"n_points: 68\" and \"{\", got \"" + line + "\"");
        }
        return false;
    }
}
