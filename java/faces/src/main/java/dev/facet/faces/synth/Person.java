package dev.facet.faces.synth;

/**
 * What stays the same in all pictures of one synthetic person. Lengths are in face units: the cheekbones of an average
 * face are at x = -1 and 1, its eyes at y = 0, its mouth at 0.93 and its chin at 1.62; y points down.
 */
record Person(
        Head head, Eyes eyes, Brows brows, Nose nose, Mouth mouth, Skin skin, Hair hair, Beard beard, Habits habits) {

    /** @param jaw width at the angle of the jaw; chin width near its tip; length y of the chin; crown y of the top */
    record Head(
            double width,
            double cheek,
            double jaw,
            double chin,
            double length,
            double crown,
            double ear,
            double flat) {}

    /** @param spacing x of the centres; half width and half opening; tilt raises the outer corner */
    record Eyes(
            double spacing,
            double half,
            double opening,
            double tilt,
            double crease,
            double iris,
            int colour,
            double deep) {}

    /** @param height above the eyes; arch of the middle; tilt raises the outer end */
    record Brows(double height, double length, double thickness, double arch, double tilt, double strength) {}

    /** @param base y of its lower end; rise of the tip over the face */
    record Nose(double width, double base, double rise, double bridge, double tip) {}

    /** @param y of the line between the lips; half width; lip thicknesses */
    record Mouth(double y, double half, double upper, double lower, double bow, double corner) {}

    /** @param tone 0 (lightest) to 1 (darkest); colours are 0xRRGGBB */
    record Skin(double tone, int colour, int lips, double blush, double freckles, double age, long marks) {}

    /** Cuts of hair. */
    enum Cut {
        BALD,
        BUZZ,
        SHORT,
        PARTED,
        RECEDING,
        FRINGE,
        BOB,
        LONG,
        AFRO,
        TIED
    }

    /** @param wave 0 straight to 1 curly; line y of the hairline; part side of the parting, -1 to 1 */
    record Hair(Cut cut, int colour, int colourName, double wave, double volume, double line, double part, long seed) {
        static final int BLACK = 0;
        static final int BROWN = 1;
        static final int BLOND = 2;
        static final int RED = 3;
        static final int GRAY = 4;
        static final int DYED = 5;
    }

    /** @param chin and lip 0 (shaved) to 1 (full) */
    record Beard(double chin, double lip, boolean goatee) {}

    /** @param glasses probability of wearing them in a picture; frame shape; lipstick and hat likewise */
    record Habits(
            double glasses,
            int frame,
            int frameColour,
            double lipstick,
            int lipstickColour,
            double hat,
            double smile) {}

    private static final int[][] HAIR_COLOURS = {
        {0x14110F, 0x1C1715, 0x241D1A}, // black
        {0x3B2417, 0x4E3120, 0x6A4529, 0x7A5230}, // brown
        {0xB58A4C, 0xD1AA68, 0xE3C88A, 0xA67B43}, // blond
        {0x7A2E14, 0x96401C, 0xB4552A}, // red
        {0x8C8A88, 0xB5B3B0, 0xD9D7D3}, // gray
        {0x3D5E9E, 0x9A3D78, 0x2F7A68} // dyed
    };

    private static final int[] IRIS = {0x2E1B10, 0x4A2D18, 0x6B4A26, 0x5C6B3A, 0x4C7A8C, 0x6F8FA8, 0x7F8C92};

    private static final int[] LIPSTICK = {0xB0122B, 0xC8385A, 0x8E1F3F, 0xD06A70, 0x6E1A3A, 0xE0475A};

    private static final int[] FRAMES = {0x151515, 0x3A2415, 0x6B6B70, 0x8A6A30, 0x7A1F25, 0x1F2F55};

    /** The person with a number: the same for the same seed. */
    static Person draw(long seed) {
        Draw d = new Draw(seed);
        boolean masculine = d.chance(0.5);
        double age = Math.max(0, Math.min(1, d.normal(0.4, 0.25)));
        double m = masculine ? 1 : -1;
        Head head = new Head(
                d.normal(1, 0.045),
                d.normal(1, 0.03),
                d.normal(0.84 + 0.03 * m, 0.055),
                d.normal(0.33 + 0.03 * m, 0.05),
                d.normal(1.62 + 0.04 * m, 0.075),
                d.normal(-1.66, 0.05),
                d.normal(1, 0.13),
                d.normal(2.3, 0.15));
        Skin skin = skin(d, age);
        Eyes eyes = new Eyes(
                d.normal(0.46, 0.028),
                d.normal(0.238, 0.02),
                d.normal(0.102 - 0.006 * m, 0.015),
                d.normal(0.02, 0.025),
                d.uniform(0, 1),
                d.normal(0.106, 0.006),
                IRIS[iris(d, skin.tone)],
                d.normal(1, 0.3));
        Brows brows = new Brows(
                d.normal(0.3 - 0.02 * m, 0.03),
                d.normal(0.3, 0.025),
                d.normal(0.066 + 0.014 * m, 0.014),
                d.normal(0.05 - 0.012 * m, 0.022),
                d.normal(0.01, 0.028),
                d.normal(0.78 + 0.06 * m, 0.12));
        Nose nose = new Nose(
                d.normal(0.255 + 0.06 * (skin.tone - 0.3), 0.028),
                d.normal(0.62, 0.045),
                d.normal(0.36, 0.05),
                d.normal(1, 0.25),
                d.normal(1, 0.2));
        double full = 0.05 * (skin.tone - 0.3) - 0.01 * m;
        Mouth mouth = new Mouth(
                nose.base + d.normal(0.3, 0.03),
                d.normal(0.37, 0.035),
                Math.max(0.045, d.normal(0.095 + full, 0.022)),
                Math.max(0.07, d.normal(0.135 + full, 0.026)),
                d.uniform(0.2, 1),
                d.normal(0, 0.018));
        Hair hair = hair(d, masculine, age, skin.tone);
        Beard beard = beard(d, masculine);
        boolean wearsGlasses = d.chance(0.35);
        Habits habits = new Habits(
                wearsGlasses ? d.uniform(0.25, 0.95) : 0.02,
                d.below(4),
                FRAMES[d.below(FRAMES.length)],
                masculine ? 0 : d.chance(0.6) ? d.uniform(0.3, 0.9) : 0.05,
                LIPSTICK[d.below(LIPSTICK.length)],
                d.chance(0.2) ? d.uniform(0.1, 0.35) : 0.02,
                d.uniform(0.25, 0.75));
        return new Person(head, eyes, brows, nose, mouth, skin, hair, beard, habits);
    }

    private static Skin skin(Draw d, double age) {
        double tone = Math.pow(d.uniform(0, 1), 1.3);
        // Measured skin runs from rosy beige to deep brown; undertone moves it between pink and olive.
        double undertone = d.normal(0, 1);
        double red = 240 - 150 * tone + 2 * undertone;
        double green = 203 - 146 * tone - 4 * undertone;
        double blue = 178 - 141 * tone - 7 * undertone - 14 * Math.sin(Math.PI * tone);
        int colour = Colours.rgb(red, green, blue);
        double lipRed = d.normal(0.36, 0.08);
        int lips = Colours.mix(colour, tone > 0.6 ? 0x6A2F35 : 0xB8454C, Math.max(0.15, lipRed));
        double freckles = tone < 0.35 && d.chance(0.3) ? d.uniform(0.3, 1) : 0;
        return new Skin(tone, colour, lips, d.uniform(0, 1), freckles, age, d.seed());
    }

    private static int iris(Draw d, double tone) {
        return tone > 0.5 ? d.pick(5, 4, 1, 0.2) : d.pick(1, 2, 1.5, 1.5, 2, 2, 1);
    }

    private static Hair hair(Draw d, boolean masculine, double age, double tone) {
        int name;
        if (d.chance(Math.max(0, age - 0.45) * 1.2)) {
            name = Hair.GRAY;
        } else {
            name = tone > 0.5 ? d.pick(6, 2.5, 0.1, 0.1, 0, 0.3) : d.pick(2, 4, 3, 1.2, 0, 0.3);
        }
        Cut cut = masculine
                ? Cut.values()[d.pick(1, 1, 3.4, 2, 1 + 2 * age, 0.5, 0, 0.6, tone > 0.4 ? 1 : 0.2, 0.1)]
                : Cut.values()[d.pick(0, 0.1, 0.7, 0.6, 0, 1.4, 1.8, 4, tone > 0.4 ? 1.2 : 0.3, 1.4)];
        int[] shades = HAIR_COLOURS[name];
        int colour = Colours.mix(shades[d.below(shades.length)], shades[d.below(shades.length)], d.uniform(0, 1));
        double wave = cut == Cut.AFRO ? 1 : Math.max(0, Math.min(1, d.normal(0.3 + 0.3 * tone, 0.3)));
        return new Hair(cut, colour, name, wave, d.uniform(0.7, 1.4), d.normal(-1, 0.06), d.uniform(-1, 1), d.seed());
    }

    private static Beard beard(Draw d, boolean masculine) {
        if (!masculine) {
            return new Beard(0, 0, false);
        }
        return switch (d.pick(4, 2, 1.6, 0.8, 0.7)) {
            case 1 -> new Beard(d.uniform(0.2, 0.4), d.uniform(0.2, 0.4), false); // stubble
            case 2 -> new Beard(d.uniform(0.7, 1), d.uniform(0.7, 1), false); // full
            case 3 -> new Beard(0, d.uniform(0.75, 1), false); // moustache
            case 4 -> new Beard(d.uniform(0.7, 1), d.uniform(0.6, 1), true); // goatee
            default -> new Beard(d.uniform(0, 0.08), d.uniform(0, 0.08), false);
        };
    }
}
