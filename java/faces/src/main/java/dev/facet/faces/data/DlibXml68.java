package dev.facet.faces.data;

import dev.facet.faces.FaceDataException;
import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceParts;
import dev.facet.faces.FaceSample;
import dev.facet.faces.ImageFiles;
import dev.facet.faces.LandmarkParts;
import dev.facet.faces.Landmarks68;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

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
     *     68 parts, or a picture is missing
     */
    public static DlibXml68 read(Path file, double enlarge) {
        if (!(enlarge >= 1 && enlarge <= 4)) {
            throw new IllegalArgumentException("enlarge must be from 1 to 4, got " + enlarge);
        }
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try (InputStream in = Files.newInputStream(file)) {
            List<Box> boxes = new Reader(file, enlarge, factory.createXMLStreamReader(in)).boxes();
            if (boxes.isEmpty()) {
                throw new FaceDataException(file + " has no box with landmarks. Check that it is the right file.");
            }
            return new DlibXml68(file.getFileName().toString(), boxes);
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
            throw new FaceDataException(
                    file + " line " + line + ": malformed XML ("
                            + e.getMessage().lines().reduce((a, b) -> b).orElse("") + "). Copy the file again.",
                    e);
        } catch (IOException e) {
            throw new FaceDataException("Cannot read landmark file " + file + ": " + e.getMessage() + ".", e);
        }
    }

    /** Walks the document once. */
    private static final class Reader {
        private final Path file;
        private final double enlarge;
        private final XMLStreamReader xml;
        private final List<Box> boxes = new ArrayList<>();
        private Path picture;
        private int[] box;
        private float[] points;

        Reader(Path file, double enlarge, XMLStreamReader xml) {
            this.file = file;
            this.enlarge = enlarge;
            this.xml = xml;
        }

        List<Box> boxes() throws XMLStreamException {
            while (xml.hasNext()) {
                switch (xml.next()) {
                    case XMLStreamConstants.DTD -> throw bad("document types are not allowed. Remove the declaration.");
                    case XMLStreamConstants.START_ELEMENT -> start(xml.getLocalName());
                    case XMLStreamConstants.END_ELEMENT -> end(xml.getLocalName());
                    default -> {
                        // Text and comments carry nothing.
                    }
                }
            }
            return boxes;
        }

        private void start(String element) {
            switch (element) {
                case "image" -> {
                    picture = file.resolveSibling(attribute("file"));
                    if (!Files.exists(picture)) {
                        throw bad("there is no picture " + picture + ". Copy it there.");
                    }
                }
                case "box" -> {
                    if ("1".equals(xml.getAttributeValue(null, "ignore"))) {
                        return;
                    }
                    box = new int[] {integer("left"), integer("top"), integer("width"), integer("height")};
                    points = new float[2 * Landmarks68.COUNT];
                    Arrays.fill(points, Float.NaN);
                }
                case "part" -> {
                    int index = points == null ? -1 : integer("name");
                    if (points != null && (index < 0 || index >= Landmarks68.COUNT)) {
                        throw bad("part " + index + " is not one of 68");
                    }
                    if (points != null) {
                        points[2 * index] = integer("x");
                        points[2 * index + 1] = integer("y");
                    }
                }
                default -> {
                    // Names and comments of the file.
                }
            }
        }

        private void end(String element) {
            if (!element.equals("box") || points == null) {
                return;
            }
            for (int i = 0; i < points.length; i++) {
                if (Float.isNaN(points[i])) {
                    throw bad("the box ends without part " + i / 2 + " of 68. Complete it or remove the box.");
                }
            }
            int side = Math.max(ImageFiles.MIN_SIDE, (int) Math.round(enlarge * Math.max(box[2], box[3])));
            int left = box[0] + box[2] / 2 - side / 2;
            int top = box[1] + box[3] / 2 - side / 2;
            for (int i = 0; i < points.length; i += 2) {
                points[i] -= left;
                points[i + 1] -= top;
            }
            boxes.add(new Box(picture.getFileName() + "#" + boxes.size(), picture, left, top, side, points));
            points = null;
        }

        private int integer(String name) {
            try {
                return Integer.parseInt(attribute(name));
            } catch (NumberFormatException e) {
                throw bad(name + "='" + attribute(name) + "' is no whole number");
            }
        }

        private String attribute(String name) {
            String value = xml.getAttributeValue(null, name);
            if (value == null) {
                throw bad("<" + xml.getLocalName() + "> has no " + name);
            }
            return value;
        }

        private FaceDataException bad(String reason) {
            return Listing.bad(file, xml.getLocation().getLineNumber(), reason);
        }
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
