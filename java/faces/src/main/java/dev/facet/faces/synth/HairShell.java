package dev.facet.faces.synth;

import java.util.Arrays;

/**
 * Hair as a second surface around the head, over the same angle t and height y: a thickness, and for every angle the
 * heights between which there is hair.
 */
final class HairShell implements GBuffer.Cut {

    private static final int ANGLES = 1024;

    private final Person.Hair hair;
    private final HeadSurface head;
    private final boolean hat;
    private final float[] lower = new float[ANGLES];
    private final float[] upper = new float[ANGLES];
    private final ValueNoise noise;
    /** Hair that hangs straight down from the widest part of the head instead of following it. */
    private final boolean hangs;

    private final double length;
    private double bottom = -2;

    HairShell(Person person, Shot shot, HeadSurface head) {
        this.hair = person.hair();
        this.head = head;
        hat = shot.extras().hat() != Shot.Hat.NONE;
        noise = new ValueNoise(hair.seed());
        Draw d = new Draw(hair.seed());
        hangs = switch (hair.cut()) {
            case FRINGE, BOB, LONG -> true;
            default -> false;
        };
        length = hair.cut() == Person.Cut.BOB
                ? d.uniform(0.85, 1.35)
                : hair.cut() == Person.Cut.FRINGE ? d.uniform(0.9, 2.3) : d.uniform(1.5, 2.6);
        double sideburn = d.uniform(0.05, 0.35);
        double frame = Math.toRadians(d.uniform(56, 74));
        double fringe = d.uniform(-0.62, -0.42);
        for (int i = 0; i < ANGLES; i++) {
            double t = (2.0 * i / ANGLES - 1) * Math.PI;
            double edge = edge(t, sideburn, frame, fringe);
            double ragged = hangs && edge > 0.5 ? 0.16 : hair.cut() == Person.Cut.BUZZ ? 0.02 : 0.055;
            edge += ragged * (noise.at(t * 20, 7) - 0.5 + 0.9 * (noise.at(t * 110, 3) - 0.5));
            lower[i] = (float) edge;
            upper[i] = (float) (hair.cut() == Person.Cut.BALD ? bald(t) : -9);
            if (upper[i] < lower[i]) {
                bottom = Math.max(bottom, edge);
            }
        }
    }

    private double bald(double t) {
        boolean ring = (hair.seed() & 1) == 0;
        return ring && Math.abs(t) > Math.toRadians(58) ? -0.5 : 9;
    }

    private double edge(double t, double sideburn, double frame, double fringe) {
        double a = Math.abs(t);
        double deg = Math.toDegrees(a);
        double line = hair.line();
        double front = line + 0.16 * sq(deg / 55) + 0.05 * Math.exp(-sq(deg / 9)) * hair.volume();
        // Around the ears and to the neck.
        double side = deg < 84 ? sideburn : deg < 108 ? -0.12 : 0.95;
        double close = front + (side - front) * HeadSurface.smooth((deg - 52) / 12);
        double parting = Math.toRadians(32) * hair.part();
        double away = Math.toDegrees(Math.abs(t - parting));
        return switch (hair.cut()) {
            case BALD -> deg > 58 ? close : -9;
            case RECEDING -> close - 0.3 * Math.exp(-sq((deg - 30) / 16)) - 0.05;
            case PARTED ->
                close
                        + (deg < 60
                                ? 0.22
                                                * HeadSurface.smooth(away / 40)
                                                * Math.signum(t - parting)
                                                * Math.signum(-hair.part())
                                        - 0.04
                                : 0);
            case AFRO -> front + (Math.max(0.3, sideburn + 0.2) - front) * HeadSurface.smooth((deg - 48) / 14);
            case FRINGE -> a < frame ? fringe + 0.12 * sq(deg / 60) : length;
            case BOB, LONG ->
                a < frame
                        ? line - 0.06 + 0.75 * HeadSurface.smooth((away - 4) / 58) * (0.55 + 0.45 * hair.volume())
                        : length;
            default -> close;
        };
    }

    private static double sq(double v) {
        return v * v;
    }

    boolean present() {
        return bottom > -1.6;
    }

    /** The height down to which there is hair at an angle. */
    float lower(double t) {
        int i = (int) ((t / Math.PI + 1) / 2 * ANGLES);
        return lower[Math.max(0, Math.min(ANGLES - 1, i))];
    }

    @Override
    public boolean keeps(float t, float y) {
        int i = (int) ((t / (float) Math.PI + 1) / 2 * ANGLES);
        i = Math.max(0, Math.min(ANGLES - 1, i));
        return y < lower[i] && y > upper[i];
    }

    private double thickness() {
        double full = switch (hair.cut()) {
            case BALD, BUZZ -> 0.035;
            case RECEDING -> 0.07;
            case TIED -> 0.075;
            case SHORT, PARTED -> 0.13 * hair.volume() + 0.05 * hair.wave();
            case AFRO -> 0.3 + 0.25 * hair.volume();
            default -> 0.13 * hair.volume() + 0.08 * hair.wave();
        };
        return hat ? Math.min(full, hangs ? 0.1 : 0.06) : full;
    }

    /** The surface, lit. */
    Mesh mesh(Projection projection, Shot.Light light) {
        int rows = 44;
        int columns = 72;
        Mesh mesh = new Mesh(rows, columns);
        double crown = head.crown();
        double full = thickness();
        double widest = head.width(-0.15);
        double span = bottom + 0.02 - crown;
        double rough = hair.cut() == Person.Cut.AFRO ? 0.09 : 0.05 * hair.wave() + 0.02;
        HeadSurface.Ray[] rays = head.rays(columns, Math.PI);
        double[] heights = new double[rows];
        for (int r = 0; r < rows; r++) {
            double share = r / (rows - 1.0);
            // Finer near the crown, where the surface turns.
            heights[r] = crown + 0.001 + span * (0.6 * share + 0.4 * share * share);
        }
        float[] tousled = noise.grid(
                Arrays.stream(rays).mapToDouble(ray -> ray.angle() * 4 + 40).toArray(),
                Arrays.stream(heights).map(y -> y * 4).toArray());
        for (int r = 0; r < rows; r++) {
            double y = heights[r];
            boolean loose = hangs && y > -0.15;
            HeadSurface.Ring ring = head.ring(y);
            HeadSurface.Ring ears = head.ring(Math.min(y, -0.15));
            double hang = hangs ? HeadSurface.smooth((y + 0.25) / 0.5) : 0;
            for (int c = 0; c < columns; c++) {
                HeadSurface.Ray ray = rays[c];
                double t = ray.angle();
                double thick = full * HeadSurface.smooth((lower(t) - y) / 0.4 + 0.12);
                thick += rough * (tousled[r * columns + c] - 0.5) * Math.min(1, thick / 0.1);
                double follow = ring.width();
                double depth = ring.depth(ray);
                if (loose || hang > 0) {
                    double fall = widest * (1 + 0.03 * Math.max(0, y)) + 0.05 * hair.wave() * Math.sin(5 * y + 3 * t);
                    follow = follow + (fall - follow) * hang;
                    double straight = ears.depth(ray);
                    depth = depth + (straight - depth) * hang;
                }
                double lift = full * 0.9 * HeadSurface.smooth((-0.5 - y) / 1.0);
                mesh.set(r, c, (follow + thick) * ray.sin(), y - lift, depth + thick * ray.cos(), t, y, projection);
            }
        }
        mesh.shade(light, 1, 0.35, 14);
        if (hangs) {
            // The inside of hanging hair beside the neck is dark.
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    if (Math.abs(rays[c].angle()) > Math.toRadians(115)) {
                        mesh.dim(r, c, 0.5);
                    }
                }
            }
        }
        return mesh;
    }

    /** Knot of tied hair, or null. */
    Mesh knot(Projection projection, Shot.Light light) {
        if (hair.cut() != Person.Cut.TIED || hat) {
            return null;
        }
        boolean high = (hair.seed() & 2) == 0;
        double y = high ? head.crown() - 0.12 : -0.35;
        return Solids.ellipsoid(0, y, high ? -0.5 : -1.7, 0.42, high ? 0.34 : 0.5, 0.4, projection, light);
    }

    /** Brightness of the strands at a point, around 1. */
    float strands(float t, float y) {
        if (hair.cut() == Person.Cut.AFRO || hair.wave() > 0.8) {
            return 0.55f + 0.9f * (0.6f * noise.at(t * 14, y * 14) + 0.4f * noise.at(t * 30, y * 30));
        }
        double bend = hair.wave() * 0.09 * Math.sin(7 * y + 2.5 * noise.at(t * 2, 0));
        float n = 0.5f * noise.at((t + bend) * 26, y * 1.6) + 0.5f * noise.at((t + bend) * 60, y * 2.5);
        return 0.5f + n;
    }
}
