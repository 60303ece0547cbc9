package dev.facet.faces;

/**
 * A rectangle around a face, in pixels of its picture; pixel i covers [i, i+1). It may reach over the picture's border.
 *
 * @param x0 left edge
 * @param y0 upper edge
 * @param x1 right edge, greater than x0
 * @param y1 lower edge, greater than y0
 */
public record FaceBox(double x0, double y0, double x1, double y1) {

    /** Refuses what is not finite or has no area. */
    public FaceBox {
        if (!isBox(x0, y0, x1, y1)) {
            throw new IllegalArgumentException("(" + x0 + ", " + y0 + ")-(" + x1 + ", " + y1 + ") is no rectangle");
        }
    }

    /** Whether these edges enclose a finite area, so that they make a box. */
    public static boolean isBox(double x0, double y0, double x1, double y1) {
        return x1 > x0 && y1 > y0 && Double.isFinite(x1 - x0) && Double.isFinite(y1 - y0);
    }

    /**
     * The smallest box with all points on or in it.
     *
     * @param xy {@code x0, y0, x1, y1, ...}, for which {@link #encloses} is true
     */
    public static FaceBox around(float[] xy) {
        double[] edges = edges(xy);
        return new FaceBox(edges[0], edges[1], edges[2], edges[3]);
    }

    /** Whether there is a box around these points: they are finite and not all on one horizontal or vertical line. */
    public static boolean encloses(float[] xy) {
        double[] edges = edges(xy);
        return isBox(edges[0], edges[1], edges[2], edges[3]);
    }

    // NaN spreads through Math.min and Math.max.
    private static double[] edges(float[] xy) {
        double x0 = Double.POSITIVE_INFINITY;
        double y0 = Double.POSITIVE_INFINITY;
        double x1 = Double.NEGATIVE_INFINITY;
        double y1 = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < xy.length; i += 2) {
            x0 = Math.min(x0, xy[i]);
            x1 = Math.max(x1, xy[i]);
            y0 = Math.min(y0, xy[i + 1]);
            y1 = Math.max(y1, xy[i + 1]);
        }
        return new double[] {x0, y0, x1, y1};
    }

    /** Pixels across. */
    public double width() {
        return x1 - x0;
    }

    /** Pixels down. */
    public double height() {
        return y1 - y0;
    }

    /** Square pixels. */
    public double area() {
        return width() * height();
    }

    /** Middle between the left and right edges. */
    public double centreX() {
        return (x0 + x1) / 2;
    }

    /** Middle between the upper and lower edges. */
    public double centreY() {
        return (y0 + y1) / 2;
    }

    /** Intersection over union with another box, 0 to 1. */
    public double iou(FaceBox other) {
        double common = intersection(other);
        return common / (area() + other.area() - common);
    }

    /** Intersection over the smaller area, 0 to 1; 1 where one box holds the other. */
    public double overlapOfSmaller(FaceBox other) {
        return intersection(other) / Math.min(area(), other.area());
    }

    private double intersection(FaceBox other) {
        double w = Math.min(x1, other.x1) - Math.max(x0, other.x0);
        double h = Math.min(y1, other.y1) - Math.max(y0, other.y0);
        return Math.max(0, w) * Math.max(0, h);
    }

    /** The square about the same centre whose side is the longer one. */
    public FaceBox square() {
        double half = Math.max(width(), height()) / 2;
        return new FaceBox(centreX() - half, centreY() - half, centreX() + half, centreY() + half);
    }

    /** The box about the same centre with both sides times {@code factor}, greater than 0. */
    public FaceBox enlarged(double factor) {
        double w = factor * width() / 2;
        double h = factor * height() / 2;
        return new FaceBox(centreX() - w, centreY() - h, centreX() + w, centreY() + h);
    }
}
