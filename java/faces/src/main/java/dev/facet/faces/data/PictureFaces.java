package dev.facet.faces.data;

import dev.facet.faces.FaceBox;
import java.nio.file.Path;
import java.util.List;

/**
 * A picture with annotated faces.
 *
 * @param file the picture
 * @param faces those annotated, in the file's order; there may be more faces in the picture
 */
public record PictureFaces(Path file, List<Face> faces) {

    public PictureFaces {
        faces = List.copyOf(faces);
    }

    /** An annotated face. Immutable. */
    public static final class Face {
        private final FaceBox box;
        private final float[] landmarks;

        /**
         * @param box around the face, in pixels of the picture
         * @param landmarks 136 values {@code x0, y0, ...} in the order of iBUG 300-W, in pixels of the picture
         */
        public Face(FaceBox box, float[] landmarks) {
            this.box = box;
            this.landmarks = landmarks.clone();
        }

        /** Around the face, in pixels of the picture. */
        public FaceBox box() {
            return box;
        }

        /** The 68 points, 136 values in pixels of the picture; a new array. */
        public float[] landmarks() {
            return landmarks.clone();
        }
    }
}
