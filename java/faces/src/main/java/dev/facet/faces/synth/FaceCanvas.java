package dev.facet.faces.synth;

/** The rectangle of the face plane that textures cover, and its resolution. */
final class FaceCanvas {

    static final double LEFT = -1.3;
    static final double TOP = -1.85;
    static final double RIGHT = 1.3;
    static final double BOTTOM = 2.0;

    private FaceCanvas() {}

    static int width(double pixelsPerUnit) {
        return (int) Math.ceil((RIGHT - LEFT) * pixelsPerUnit);
    }

    static int height(double pixelsPerUnit) {
        return (int) Math.ceil((BOTTOM - TOP) * pixelsPerUnit);
    }
}
