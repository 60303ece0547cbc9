package dev.facet.faces.synth;

/** The head with its relief as a lit mesh. */
final class HeadMesh {

    private static final int ROWS = 84;
    /** Columns over the front, even in the sine of their angles so that x is sampled evenly; and on either side behind. */
    private static final int FRONT = 60;

    private static final int BEHIND = 10;
    private static final int COLUMNS = FRONT + 2 * BEHIND;

    /** Rows and columns between a vertex and what it is compared with to tell whether it lies in a hollow. */
    private static final int REACH = 4;

    // The angles of the columns, with their sines and cosines: those of every head.
    private static final double[] ANGLE = new double[COLUMNS];
    private static final double[] SIN = new double[COLUMNS];
    private static final double[] COS = new double[COLUMNS];

    static {
        for (int c = 0; c < COLUMNS; c++) {
            ANGLE[c] = angle(c);
            SIN[c] = Math.sin(ANGLE[c]);
            COS[c] = Math.cos(ANGLE[c]);
        }
    }

    private final Person person;
    private final Shot shot;
    private final HeadSurface head;
    private final HairShell hair;

    HeadMesh(Person person, Shot shot, HeadSurface head, HairShell hair) {
        this.person = person;
        this.shot = shot;
        this.head = head;
        this.hair = hair;
    }

    private static double angle(int c) {
        if (c < BEHIND) {
            return -Math.PI + c * (Math.PI / 2) / BEHIND;
        }
        if (c >= BEHIND + FRONT) {
            return Math.PI / 2 + (c - BEHIND - FRONT + 1) * (Math.PI / 2) / BEHIND;
        }
        return Math.asin(2.0 * (c - BEHIND) / (FRONT - 1) - 1);
    }

    /** The mesh; u and v are the x and y of the face plane. */
    Mesh lit(Projection projection) {
        Mesh mesh = new Mesh(ROWS, COLUMNS);
        double crown = head.crown();
        double chin = head.chin();
        HeadSurface.Ray[] rays = new HeadSurface.Ray[COLUMNS];
        for (int c = 0; c < COLUMNS; c++) {
            rays[c] = head.ray(ANGLE[c], SIN[c], COS[c]);
        }
        double[] relief = new double[ROWS * COLUMNS];
        double beard = 0.09 * Math.max(0, person.beard().chin() - 0.5);
        for (int r = 0; r < ROWS; r++) {
            double share = r / (ROWS - 1.0);
            // Finer towards crown and chin, where the surface turns away.
            double even = 0.75 * share + 0.25 * (0.5 - 0.5 * Math.cos(Math.PI * share));
            double y = crown + 0.002 + (chin - crown - 0.004) * even;
            HeadSurface.Ring ring = head.ring(y);
            Relief.Row features = head.relief(y);
            double w = ring.width();
            double grown = 1 + beard * HeadSurface.smooth((y - 0.6) / 0.6);
            for (int c = 0; c < COLUMNS; c++) {
                HeadSurface.Ray ray = rays[c];
                double sin = ray.sin();
                double z = ring.depth(ray);
                double u = Math.copySign(w, sin);
                if (ray.cos() >= 0) {
                    u = w * sin;
                    relief[r * COLUMNS + c] = features.at(u);
                    z += relief[r * COLUMNS + c];
                }
                mesh.set(r, c, w * sin * grown, y, z * grown, u, y, projection);
            }
        }
        mesh.shade(shot.light(), 1, 0.2, 22);
        hollows(mesh, relief);
        overhang(mesh);
        return mesh;
    }

    // Light reaches hollows less: compares the relief with its surroundings.
    private static void hollows(Mesh mesh, double[] relief) {
        for (int r = REACH; r < ROWS - REACH; r++) {
            for (int c = BEHIND + REACH; c < BEHIND + FRONT - REACH; c++) {
                int i = r * COLUMNS + c;
                double around = relief[i - REACH * COLUMNS]
                        + relief[i + REACH * COLUMNS]
                        + relief[i - REACH]
                        + relief[i + REACH];
                mesh.dim(r, c, 1 / (1 + 1.0 * Math.max(0, around / 4 - relief[i])));
            }
        }
    }

    // Hair and hats shade the forehead.
    private void overhang(Mesh mesh) {
        boolean hat = shot.extras().hat() != Shot.Hat.NONE;
        for (int c = 0; c < COLUMNS; c++) {
            double edge = hair.present() ? hair.lower(ANGLE[c]) : -9;
            edge = hat ? Math.max(edge, -0.6) : edge;
            for (int r = 0; r < ROWS; r++) {
                double below = mesh.v(r, c) - edge;
                if (below > -0.3 && below < 0.3) {
                    mesh.dim(
                            r,
                            c,
                            1 - (hat ? 0.4 : 0.28) * (1 - HeadSurface.smooth(below / 0.3)) - (below < 0 ? 0.3 : 0));
                }
            }
        }
    }
}
