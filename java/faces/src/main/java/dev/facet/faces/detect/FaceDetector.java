package dev.facet.faces.detect;

import dev.facet.faces.Image;
import java.util.List;

/** Finds faces in pictures. Safe for many threads, which may have to take turns. */
public interface FaceDetector extends AutoCloseable {

    /** All faces found, surest first; empty if there is none, or the picture is smaller than {@link #smallestFace()}. */
    List<FaceDetection> detect(Image picture);

    /** Side in pixels of the smallest face that can be found. */
    double smallestFace();

    /** Frees what belongs to it. */
    @Override
    void close();
}
