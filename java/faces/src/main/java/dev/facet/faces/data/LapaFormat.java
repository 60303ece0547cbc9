package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceParts;
import dev.facet.faces.FaceSample;
import dev.facet.faces.ImageFiles;
import dev.facet.faces.LandmarkParts;
import dev.facet.faces.LandmarkScheme;
import dev.facet.faces.Landmarks106;
import dev.facet.faces.PartMasks;
import dev.facet.faces.PartMasks.Provenance;
import dev.facet.faces.Partition;
import dev.facet.faces.data.Problems.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * LaPa: {@code images/x.jpg}, {@code landmarks/x.txt} (a line {@code 106}, then 106 lines {@code x y}) and
 * {@code labels/x.png} with the values 0 background, 1 skin, 2 and 3 brows, 4 and 5 eyes, 6 nose, 7 upper lip, 8 inside of
 * the mouth, 9 lower lip, 10 hair; all in {@code train/}, {@code val/} and {@code test/}, or without these folders.
 *
 * <p>Hair, eyes, nose and mouth come from the labels. Skin is one label; the landmarks tell which of it, brows included,
 * is forehead, cheek and jaw. Without labels all parts come from the landmarks. Who is shown is not known.
 */
final class LapaFormat implements DataFormat {

    private static final int LABELS = 11;
    private static final int SKIN = 1;
    private static final int LEFT_BROW = 2;
    private static final int RIGHT_BROW = 3;
    private static final FaceParts[] PART_OF_LABEL = {
        null,
        null,
        null,
        null,
        FaceParts.EYES,
        FaceParts.EYES,
        FaceParts.NOSE,
        FaceParts.MOUTH,
        FaceParts.MOUTH,
        FaceParts.MOUTH,
        FaceParts.HAIR
    };
    private static final EnumSet<FaceParts> OF_SKIN = EnumSet.of(FaceParts.FOREHEAD, FaceParts.CHEEK, FaceParts.JAW);

    private static final Map<String, Partition> FOLDERS = folders();

    private static Map<String, Partition> folders() {
        Map<String, Partition> folders = new LinkedHashMap<>();
        folders.put("train", Partition.TRAINING);
        folders.put("val", Partition.VALIDATION);
        folders.put("test", Partition.TEST);
        return folders;
    }

    @Override
    public String id() {
        return "lapa";
    }

    @Override
    public String title() {
        return "LaPa, 106 points";
    }

    @Override
    public String sign() {
        return "images/ and landmarks/, alone or in train/, val/, test/";
    }

    @Override
    public boolean recognises(Path path) {
        return isPart(path) || FOLDERS.keySet().stream().anyMatch(name -> isPart(path.resolve(name)));
    }

    private static boolean isPart(Path folder) {
        return Files.isDirectory(folder.resolve("images")) && Files.isDirectory(folder.resolve("landmarks"));
    }

    @Override
    public FaceSource open(Path path, Problems problems) {
        List<ListedFaces.Entry> entries = new ArrayList<>();
        if (isPart(path)) {
            addPart(entries, path, "", FOLDERS.get(String.valueOf(path.getFileName())), problems);
        } else {
            FOLDERS.forEach((name, partition) -> {
                if (isPart(path.resolve(name))) {
                    addPart(entries, path.resolve(name), name + "/", partition, problems);
                }
            });
        }
        Listing.requireSome(entries, path, problems);
        return FaceSource.of(
                this, path, new ListedFaces("LaPa", entries, EnumSet.allOf(FaceParts.class), List.of(), List.of()));
    }

    private static void addPart(
            List<ListedFaces.Entry> entries, Path folder, String prefix, Partition partition, Problems problems) {
        boolean labelled = Files.isDirectory(folder.resolve("labels"));
        for (Path picture : Listing.of(folder.resolve("images"))) {
            if (!Look.isNamedPicture(picture)) {
                continue;
            }
            String stem = Listing.stem(picture);
            Path points = folder.resolve("landmarks").resolve(stem + ".txt");
            Path labels = labelled ? folder.resolve("labels").resolve(stem + ".png") : null;
            if (!Files.isRegularFile(points) || labelled && !Files.isRegularFile(labels)) {
                problems.add(
                        Kind.MISSING_ANNOTATION,
                        picture + " has no " + (Files.isRegularFile(points) ? labels : points));
                continue;
            }
            String id = prefix + picture.getFileName();
            entries.add(new ListedFaces.Entry(
                    id, id, picture, builder -> addDetails(builder.partition(partition), picture, points, labels)));
        }
    }

    private static void addDetails(FaceSample.Builder builder, Path picture, Path points, Path labels) {
        builder.landmarks(LandmarkScheme.LAPA106, () -> landmarks(points))
                .landmarks(() -> Landmarks106.toIbug68(landmarks(points)))
                .landmarks(LandmarkScheme.FIVE, () -> Landmarks106.toFive(landmarks(points)))
                .parts(() -> parts(picture, points, labels));
    }

    private static float[] landmarks(Path points) {
        return parse(points, Listing.lines(points, "file of landmarks"));
    }

    private static PartMasks parts(Path picture, Path points, Path labels) {
        ImageFiles.Size size = ImageFiles.size(picture);
        PartMasks derived = LandmarkParts.of(landmarks(points), size.width(), size.height());
        if (labels == null) {
            return derived;
        }
        ImageFiles.LabelMap map = ImageFiles.readLabels(labels);
        if (map.width() != size.width() || map.height() != size.height()) {
            throw new FaceDataException(labels + " is " + map.width() + "x" + map.height() + " pixels, its picture "
                    + size.width() + "x" + size.height() + ". Copy both again.");
        }
        byte[] merged = new byte[map.values().length];
        for (int i = 0; i < merged.length; i++) {
            merged[i] = partOf(map.values()[i] & 255, derived.labels()[i], labels);
        }
        EnumMap<FaceParts, Provenance> provenance = new EnumMap<>(FaceParts.class);
        for (FaceParts part : FaceParts.values()) {
            provenance.put(part, OF_SKIN.contains(part) ? derived.provenance(part) : Provenance.LABELLED);
        }
        return PartMasks.of(size.width(), size.height(), merged, provenance);
    }

    private static byte partOf(int label, byte derived, Path labels) {
        if (label >= LABELS) {
            throw new FaceDataException(
                    labels + ": label " + label + " is not one of LaPa's " + LABELS + ". Copy the file again.");
        }
        if (label == SKIN || label == LEFT_BROW || label == RIGHT_BROW) {
            boolean ofSkin = derived != PartMasks.NONE && OF_SKIN.contains(FaceParts.values()[derived]);
            return ofSkin ? derived : PartMasks.NONE;
        }
        FaceParts part = PART_OF_LABEL[label];
        return part == null ? PartMasks.NONE : (byte) part.ordinal();
    }

    /** The 106 points. */
    static float[] parse(Path file, List<String> lines) {
        float[] xy = new float[2 * Landmarks106.COUNT];
        int points = -1;
        for (int n = 0; n < lines.size(); n++) {
            String line = lines.get(n).trim();
            if (line.isEmpty()) {
                continue;
            }
            if (points < 0) {
                if (Listing.integer(line, file, n + 1) != Landmarks106.COUNT) {
                    throw Listing.bad(file, n + 1, "files of 106 points are read, this has " + line);
                }
                points = 0;
                continue;
            }
            String[] f = line.split("\\s+");
            if (f.length != 2 || points == Landmarks106.COUNT) {
                throw Listing.bad(file, n + 1, "expected 106 lines \"x y\", got \"" + line + "\"");
            }
            xy[2 * points] = Listing.number(f[0], file, n + 1);
            xy[2 * points + 1] = Listing.number(f[1], file, n + 1);
            points++;
        }
        if (points != Landmarks106.COUNT) {
            throw Listing.bad(
                    file, Math.max(1, lines.size()), "there are " + points + " points, not 106. Copy the file again.");
        }
        return xy;
    }
}
