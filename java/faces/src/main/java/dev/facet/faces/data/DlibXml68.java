package dev.facet.faces.data;

import dev.facet.faces.FaceBox;
import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceParts;
import dev.facet.faces.FaceSample;
import dev.facet.faces.ImageFiles;
import dev.facet.faces.LandmarkParts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Boxes with 68 landmarks in dlib's XML. Each box is a sample of its own: the picture cut to the box, enlarged about its
 * centre, with the landmarks moved along; masks come from the landmarks. Boxes marked {@code ignore} are passed over. Who
 * is shown is not known: every box is an identity of its own.
 */
public final class DlibXml68 implements FaceDataset {

    private record Box(String id, Path file, int left, int top, int side, float[] landmarks) {}

    private final String name;
    private final List<Box> boxes;
    private final List<String> identities;

    private DlibXml68(String name, List<Box> boxes) {
        this.name = name;
        this.boxes = List.copyOf(boxes);
        this.identities = boxes.stream().map(Box::id).toList();
    }

    /**
     * Reads the boxes of a file; pictures, named relative to it, are read later. Document type declarations are refused,
     * so no entity is ever expanded or fetched.
     *
     * @param enlarge side of the cut relative to the box's longer side, 1 to 4; 1.6 shows whole heads
     * @throws FaceDataException naming file and line if the XML is malformed, a number is missing, a box has not exactly
     *     68 parts, or pictures are missing
     */
    public static DlibXml68 read(Path file, double enlarge) {
        Problems problems = new Problems();
        DlibXml68 dataset = open(file, enlarge, problems);
        problems.orThrow(file);
        return dataset;
    }

    static DlibXml68 open(Path file, double enlarge, Problems problems) {
        if (!(enlarge >= 1 && enlarge <= 4)) {
            throw new IllegalArgumentException("enlarge must be from 1 to 4, got " + enlarge);
        }
        List<Box> boxes = new ArrayList<>();
        for (PictureFaces picture : DlibXmlReader.read(file, problems)) {
            for (PictureFaces.Face face : picture.faces()) {
                boxes.add(cut(picture.file(), face, boxes.size(), enlarge));
            }
        }
        return new DlibXml68(file.getFileName().toString(), boxes);
    }

    /**
     * Reads the boxes of a file picture by picture, uncut, to measure a detector on.
     *
     * @throws FaceDataException as {@link #read}
     */
    public static List<PictureFaces> pictures(Path file) {
        Problems problems = new Problems();
        List<PictureFaces> pictures = DlibXmlReader.read(file, problems);
        problems.orThrow(file);
        return pictures;
    }

    private static Box cut(Path file, PictureFaces.Face face, int index, double enlarge) {
        FaceBox box = face.box();
        int side = Math.max(ImageFiles.MIN_SIDE, (int) Math.round(enlarge * Math.max(box.width(), box.height())));
        int left = (int) box.x0() + (int) box.width() / 2 - side / 2;
        int top = (int) box.y0() + (int) box.height() / 2 - side / 2;
        float[] points = face.landmarks();
        for (int i = 0; i < points.length; i += 2) {
            points[i] -= left;
            points[i + 1] -= top;
        }
        return new Box(file.getFileName() + "#" + index, file, left, top, side, points);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return boxes.size();
    }

    @Override
    public FaceSample sample(int i) {
        Box b = boxes.get(i);
        return FaceSample.of(b.id, i, b.id, () -> ImageFiles.read(b.file).crop(b.left, b.top, b.side, b.side))
                .landmarks(b.landmarks)
                .parts(() -> LandmarkParts.of(b.landmarks, b.side, b.side))
                .build();
    }

    @Override
    public int identity(int i) {
        return i;
    }

    @Override
    public List<String> identities() {
        return identities;
    }

    @Override
    public Set<FaceParts> parts() {
        return EnumSet.allOf(FaceParts.class);
    }
}
