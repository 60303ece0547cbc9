package dev.facet.faces.synth;

/** What differs between two pictures of the same person. Angles in radians, expressions from 0 to 1. */
record Shot(Pose pose, Expression expression, Light light, Extras extras, Camera camera, long seed) {

    /**
     * How the head is held and where it is in the picture.
     *
     * @param yaw positive turns the face to the picture's right
     * @param pitch positive looks down
     * @param roll positive tilts clockwise
     * @param unit length of a face unit as a fraction of the picture's side
     * @param x where the point between the eyes is, as a fraction of the side
     * @param y likewise
     */
    record Pose(double yaw, double pitch, double roll, double unit, double x, double y) {}

    /** @param gazeX and gazeY -1 to 1; lids 1 for normally open eyes, 0 for closed ones */
    record Expression(double smile, double open, double brows, double lids, double gazeX, double gazeY) {}

    /** @param x, y, z direction from the face to the light, a unit vector; warm -1 (blue) to 1 (yellow) */
    record Light(double x, double y, double z, double strength, double ambient, double warm, double exposure) {}

    /** Kinds of hats. */
    enum Hat {
        NONE,
        CAP,
        BEANIE,
        BRIMMED
    }

    /** What the person wears. */
    record Extras(
            boolean glasses, boolean tinted, Hat hat, int hatColour, boolean lipstick, int cloth, double stubble) {}

    /** @param blur radius in pixels of a 112-pixel picture; noise standard deviation in grey levels */
    record Camera(double blur, double noise, double contrast, double saturation) {}

    /** One picture of a person: the same for the same seed. */
    static Shot draw(Person person, long seed) {
        Draw d = new Draw(seed);
        Pose pose = new Pose(
                bounded(d.normal(0, 0.24), 0.6),
                bounded(d.normal(0, 0.11), 0.28),
                bounded(d.normal(0, 0.09), 0.25),
                0.236 * d.normal(1, 0.05),
                0.5 + d.normal(0, 0.022),
                0.475 + d.normal(0, 0.022));
        boolean smiling = d.chance(person.habits().smile());
        boolean open = d.chance(smiling ? 0.45 : 0.12);
        Expression expression = new Expression(
                smiling ? d.uniform(0.45, 1) : d.uniform(0, 0.18),
                open ? d.uniform(0.25, smiling ? 0.6 : 1) : 0,
                d.chance(0.15) ? d.uniform(0.5, 1) : d.uniform(0, 0.25),
                d.chance(0.04) ? 0.1 : d.uniform(0.78, 1.1),
                d.normal(0, 0.3),
                d.normal(0, 0.2));
        Light light = light(d);
        Hat hat = d.chance(person.habits().hat()) ? Hat.values()[1 + d.pick(1, 1, 0.6)] : Hat.NONE;
        Extras extras = new Extras(
                d.chance(person.habits().glasses()),
                d.chance(0.08),
                hat,
                Colours.any(d, 0.8, 0.12, 0.8),
                d.chance(person.habits().lipstick()),
                Colours.any(d, 0.7, 0.1, 0.95),
                d.uniform(0.7, 1.25));
        Camera camera = new Camera(
                d.chance(0.25) ? d.uniform(0.4, 1) : d.uniform(0, 0.35),
                d.chance(0.3) ? d.uniform(3, 8) : d.uniform(0.5, 3),
                d.normal(1, 0.1),
                d.chance(0.05) ? 0 : d.normal(1, 0.13));
        return new Shot(pose, expression, light, extras, camera, d.seed());
    }

    private static Light light(Draw d) {
        double side = d.normal(0, 0.6);
        double height = d.normal(-0.45, 0.3);
        double z = 0.9;
        double norm = Math.sqrt(side * side + height * height + z * z);
        double strength = d.uniform(0.35, 0.85);
        return new Light(
                side / norm,
                height / norm,
                z / norm,
                strength,
                0.98 - 0.75 * strength,
                d.normal(0, 0.5),
                d.normal(1, 0.12));
    }

    private static double bounded(double v, double limit) {
        return Math.max(-limit, Math.min(limit, v));
    }
}
