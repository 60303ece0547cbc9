package dev.facet.faces.synth;

/** From face units to pixels: turn about the middle of the head, then a mild perspective. */
final class Projection {

    /** Distance of the camera in face units; about one and a half metres. */
    private static final double CAMERA = 20;

    private final double[] m = new double[9];
    private final double unit;
    private final double originX;
    private final double originY;

    /**
     * @param share 1 for the head; less for what turns less, such as neck and shoulders
     * @param side of the raster in pixels
     */
    Projection(Shot.Pose pose, double share, double side) {
        double cy = Math.cos(pose.yaw() * share);
        double sy = Math.sin(pose.yaw() * share);
        double cp = Math.cos(pose.pitch() * share);
        double sp = Math.sin(pose.pitch() * share);
        double cr = Math.cos(pose.roll() * share);
        double sr = Math.sin(pose.roll() * share);
        // roll * pitch * yaw; y points down and z to the camera.
        double[] yaw = {cy, 0, sy, 0, 1, 0, -sy, 0, cy};
        double[] pitch = {1, 0, 0, 0, cp, sp, 0, -sp, cp};
        double[] roll = {cr, -sr, 0, sr, cr, 0, 0, 0, 1};
        multiply(roll, pitch, yaw);
        unit = pose.unit() * side;
        originX = pose.x() * side;
        originY = pose.y() * side;
    }

    private void multiply(double[] a, double[] b, double[] c) {
        double[] ab = new double[9];
        product(a, b, ab);
        product(ab, c, m);
    }

    private static void product(double[] a, double[] b, double[] out) {
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                out[3 * i + j] = a[3 * i] * b[j] + a[3 * i + 1] * b[3 + j] + a[3 * i + 2] * b[6 + j];
            }
        }
    }

    /** Turns a direction. */
    void rotate(double x, double y, double z, float[] out, int at) {
        out[at] = (float) (m[0] * x + m[1] * y + m[2] * z);
        out[at + 1] = (float) (m[3] * x + m[4] * y + m[5] * z);
        out[at + 2] = (float) (m[6] * x + m[7] * y + m[8] * z);
    }

    /** Pixel x, pixel y and depth (larger is nearer) of a point. */
    void project(double x, double y, double z, float[] out, int at) {
        // Heads turn on the neck, about half a unit behind and below the eyes' plane.
        double ry = y - 0.45;
        double rx = m[0] * x + m[1] * ry + m[2] * z;
        double sy = m[3] * x + m[4] * ry + m[5] * z;
        double rz = m[6] * x + m[7] * ry + m[8] * z;
        double scale = unit * CAMERA / (CAMERA - rz);
        out[at] = (float) (originX + rx * scale);
        out[at + 1] = (float) (originY + (sy + 0.45) * scale);
        out[at + 2] = (float) rz;
    }

    /** Pixels per face unit at the depth of the head's middle. */
    double unit() {
        return unit;
    }
}
