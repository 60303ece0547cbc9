package dev.facet.faces.data;

import dev.facet.faces.FaceBox;
import dev.facet.faces.FaceDataException;
import dev.facet.faces.Landmarks68;
import dev.facet.faces.data.Problems.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Walks a file in dlib's XML once; see {@link DlibXml68}. */
final class DlibXmlReader {

    /** No picture that can be read has so many pixels on a side. */
    private static final int FARTHEST = 1_000_000;

    /** Larger boxes are no faces, and cutting them out would fill the memory. */
    private static final int LARGEST = 8192;

    private final Path file;
    private final XMLStreamReader xml;
    private final List<PictureFaces> pictures = new ArrayList<>();
    private List<PictureFaces.Face> faces = new ArrayList<>();
    private Path picture;
    private FaceBox box;
    private float[] points;

    private DlibXmlReader(Path file, XMLStreamReader xml) {
        this.file = file;
        this.xml = xml;
    }

    /**
     * The pictures with a face or more; boxes marked {@code ignore} are passed over.
     *
     * @param problems gets the pictures that are not there, which are left out
     */
    static List<PictureFaces> read(Path file, Problems problems) {
        Path folder = Listing.folderOf(file);
        List<PictureFaces> there = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            for (PictureFaces listed : parse(file, in)) {
                Path picture = Listing.within(folder, folder, listed.file().toString(), file, 1);
                if (Files.isRegularFile(picture)) {
                    there.add(new PictureFaces(picture, listed.faces()));
                } else {
                    problems.add(Kind.MISSING_PICTURE, file + ": " + picture);
                }
            }
        } catch (IOException e) {
            throw new FaceDataException(
                    "Cannot read landmark file " + file + ": " + e.getMessage()
                            + ". Check that it may be read and is whole.",
                    e);
        }
        if (there.isEmpty()) {
            problems.orThrow(file);
            throw new FaceDataException(file + " has no box with landmarks. Check that it is the right file.");
        }
        return there;
    }

    /** The pictures of a document, called as it calls them. */
    static List<PictureFaces> parse(Path file, InputStream in) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            // Decoded here, because the JDK's reader prints what it thinks of bytes that are no text.
            InputStreamReader text = new InputStreamReader(in, StandardCharsets.UTF_8);
            return new DlibXmlReader(file, factory.createXMLStreamReader(text)).pictures();
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
            String reason = e.getMessage() == null ? "unreadable" : e.getMessage();
            throw new FaceDataException(
                    file + " line " + line + ": malformed XML ("
                            + reason.lines().reduce((first, last) -> last).orElse("") + "). Copy the file again.",
                    e);
        }
    }

    private List<PictureFaces> pictures() throws XMLStreamException {
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
        return pictures;
    }

    private void start(String element) {
        switch (element) {
            case "image" -> picture = picture();
            case "box" -> {
                if ("1".equals(xml.getAttributeValue(null, "ignore"))) {
                    return;
                }
                box = rectangle(integer("left"), integer("top"), integer("width"), integer("height"));
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
        if (element.equals("image") && !faces.isEmpty()) {
            pictures.add(new PictureFaces(picture, faces));
            faces = new ArrayList<>();
        }
        if (!element.equals("box") || points == null) {
            return;
        }
        for (int i = 0; i < points.length; i++) {
            if (Float.isNaN(points[i])) {
                throw bad("the box ends without part " + i / 2 + " of 68. Complete it or remove the box.");
            }
        }
        if (picture == null) {
            throw bad("the box is in no image. Put it into an <image>.");
        }
        faces.add(new PictureFaces.Face(box, points));
        points = null;
    }

    private Path picture() {
        try {
            Path name = Path.of(attribute("file"));
            if (name.getFileName() != null) {
                return name;
            }
        } catch (InvalidPathException e) {
            // No name of a file.
        }
        throw bad("\"" + attribute("file") + "\" is no name of a picture");
    }

    private FaceBox rectangle(int left, int top, int width, int height) {
        if (width < 1 || height < 1 || Math.max(width, height) > LARGEST) {
            throw bad("a box of " + width + "x" + height + " pixels holds no face. Correct or remove it.");
        }
        if (Math.abs((long) left) > FARTHEST || Math.abs((long) top) > FARTHEST) {
            throw bad("a box at " + left + "," + top + " is in no picture. Correct or remove it.");
        }
        return new FaceBox(left, top, left + width, top + height);
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
