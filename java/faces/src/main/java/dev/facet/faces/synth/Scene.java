package dev.facet.faces.synth;

import dev.facet.faces.FaceParts;
import dev.facet.faces.Image;
import dev.facet.faces.Landmarks68;
import dev.facet.faces.PartMasks;
import dev.facet.faces.PartMasks.Provenance;
import dev.facet.faces.internal.EightBits;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.EnumMap;
import java.util.Map;

/** One picture of a person, set up in space; from it picture, masks and landmarks are drawn. */
final class Scene {

    /** Pixels are computed this much finer in both directions and averaged. */
    static final int FINER = 2;

    private static final byte HEAD = 1;
    private static final byte EAR = 2;
    private static final byte NECK = 3;
    private static final byte CLOTH = 4;
    private static final byte HAIR = 5;
    private static final byte HAT = 6;
    private static final byte BRIM = 7;

    private static final Map<FaceParts, Provenance> EXACT = exact();

    private final Person person;
    private final Shot shot;
    private final int size;
    private final Features features;
    private final HeadSurface head;
    private final HairShell hair;
    private final Projection projection;
    private final Projection body;

    Scene(Person person, Shot shot, int size) {
        this.person = person;
        this.shot = shot;
        this.size = size;
        features = new Features(person, shot.expression());
        head = new HeadSurface(person, shot, features);
        hair = new HairShell(person, shot, head);
        projection = new Projection(shot.pose(), 1, (double) size * FINER);
        body = new Projection(shot.pose(), 0.35, (double) size * FINER);
    }

    private static Map<FaceParts, Provenance> exact() {
        EnumMap<FaceParts, Provenance> map = new EnumMap<>(FaceParts.class);
        for (FaceParts part : FaceParts.values()) {
            map.put(part, Provenance.EXACT);
        }
        return map;
    }

    /** The 68 landmarks in pixels. */
    float[] landmarks() {
        float[] xy = new float[2 * Landmarks68.COUNT];
        float[] p = new float[3];
        for (int i = 0; i < Landmarks68.COUNT; i++) {
            if (i < Landmarks68.LEFT_BROW) {
                double[] jaw = head.jawPoint(i, projection, shot.pose().yaw());
                p[0] = (float) jaw[0];
                p[1] = (float) jaw[1];
            } else {
                projection.project(features.x(i), features.y(i), head.surface(features.x(i), features.y(i)), p, 0);
            }
            xy[2 * i] = p[0] / FINER;
            xy[2 * i + 1] = p[1] / FINER;
        }
        return xy;
    }

    private GBuffer geometry(GBuffer buffer) {
        buffer.clear();
        Shot.Light light = shot.light();
        double jaw = person.head().jaw();
        buffer.draw(Solids.shoulders(jaw, body, light), CLOTH, (t, y) -> y > 2.12f - 0.05f * Math.abs(t));
        buffer.draw(Solids.neck(jaw, body, light), NECK, null);
        buffer.draw(new HeadMesh(person, shot, head, hair).lit(projection), HEAD, null);
        for (int side = -1; side <= 1; side += 2) {
            buffer.draw(Solids.ear(side, head, person.head().ear(), projection, light), EAR, null);
        }
        if (hair.present()) {
            buffer.draw(hair.mesh(projection, light), HAIR, hair);
        }
        Mesh knot = hair.knot(projection, light);
        if (knot != null) {
            buffer.draw(knot, HAIR, null);
        }
        hat(buffer, light);
        return buffer;
    }

    private void hat(GBuffer buffer, Shot.Light light) {
        double y = -0.62;
        switch (shot.extras().hat()) {
            case CAP -> {
                buffer.draw(Solids.dome(head, y, 0.13, projection, light), HAT, null);
                buffer.draw(Solids.brim(head, y, 0.1, 1.15, 0.75, 0.16, projection, light), BRIM, null);
            }
            case BEANIE -> buffer.draw(Solids.dome(head, y + 0.08, 0.14, projection, light), HAT, null);
            case BRIMMED -> {
                buffer.draw(Solids.dome(head, y, 0.16, projection, light), HAT, null);
                buffer.draw(Solids.brim(head, y, 0.12, Math.PI, 0.62, 0.06, projection, light), BRIM, null);
            }
            case NONE -> {
                // Bare head.
            }
        }
    }

    // A little finer than the fine pixels, so that nothing painted is lost and little is wasted.
    private double textureScale() {
        return Math.max(40, 1.15 * projection.unit());
    }

    /** The part masks. */
    PartMasks masks(Workspace space) {
        GBuffer buffer = geometry(space.buffer());
        PartTexture parts = new PartTexture(features, textureScale());
        int n = size * FINER;
        BufferedImage canvas = space.canvas();
        int[] fine = ((DataBufferInt) canvas.getRaster().getDataBuffer()).getData();
        for (int i = 0; i < fine.length; i++) {
            int label = switch (buffer.material[i]) {
                case HEAD -> parts.at(buffer.surface[4 * i], buffer.surface[4 * i + 1]);
                case HAIR -> FaceParts.HAIR.ordinal();
                default -> PartMasks.NONE;
            };
            fine[i] = label + 1;
        }
        if (shot.extras().glasses()) {
            Graphics2D g = canvas.createGraphics();
            new Glasses(person, shot, head, projection, buffer).paintSolid(g, new Color(0));
            g.dispose();
        }
        byte[] labels = new byte[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                labels[y * size + x] = (byte) (most(fine, 2 * y * n + 2 * x, n) - 1);
            }
        }
        return PartMasks.of(size, size, labels, EXACT);
    }

    // The most frequent of the four fine labels, the first one when undecided.
    private static int most(int[] fine, int i, int n) {
        int a = fine[i];
        int b = fine[i + 1];
        int c = fine[i + n];
        int d = fine[i + n + 1];
        if (a == b || a == c || a == d) {
            return a;
        }
        return b == c || b == d ? b : c == d ? c : a;
    }

    /** The picture. */
    Image image(Workspace space) {
        GBuffer buffer = geometry(space.buffer());
        BufferedImage canvas = space.canvas();
        Backdrop.paint(canvas, Draw.of(shot.seed(), 1));
        colour(buffer, ((DataBufferInt) canvas.getRaster().getDataBuffer()).getData());
        if (shot.extras().glasses()) {
            Graphics2D g = canvas.createGraphics();
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            new Glasses(person, shot, head, projection, buffer).paint(g);
            g.dispose();
        }
        return Finish.apply(canvas, size, shot, Draw.of(shot.seed(), 2));
    }

    private void colour(GBuffer buffer, int[] out) {
        SkinTexture skin = new SkinTexture(person, shot, features, head, textureScale());
        ValueNoise cloth = new ValueNoise(shot.seed());
        float[] rgb = new float[3];
        for (int i = 0; i < out.length; i++) {
            byte kind = buffer.material[i];
            if (kind == GBuffer.EMPTY) {
                continue;
            }
            float u = buffer.surface[4 * i];
            float v = buffer.surface[4 * i + 1];
            float gloss = 26;
            switch (kind) {
                case HEAD -> {
                    skin.at(u, v, rgb);
                    gloss = 30;
                }
                case EAR -> {
                    set(rgb, Colours.mix(person.skin().colour(), 0xA03A30, 0.13), 1);
                    gloss = 10;
                }
                case NECK -> {
                    set(rgb, person.skin().colour(), 0.97f);
                    gloss = 8;
                }
                case HAIR -> {
                    float strand = hair.strands(u, v);
                    set(rgb, person.hair().colour(), strand);
                    gloss = 60 * strand * (1.1f - (float) person.hair().wave() * 0.8f);
                }
                case CLOTH -> {
                    set(rgb, shot.extras().cloth(), 0.9f + 0.2f * cloth.at(u * 9, v * 9));
                    gloss = 4;
                }
                default -> {
                    boolean knitted = shot.extras().hat() == Shot.Hat.BEANIE;
                    float weave = knitted ? 0.9f + 0.16f * (float) Math.sin(u * 55) : 1;
                    float band = kind == HAT && v > -0.75f && !knitted ? 0.6f : 1;
                    set(rgb, shot.extras().hatColour(), weave * band);
                    gloss = 6;
                }
            }
            float light = buffer.surface[4 * i + 2];
            float shine = gloss * buffer.surface[4 * i + 3];
            out[i] = EightBits.of(rgb[0] * light + shine) << 16
                    | EightBits.of(rgb[1] * light + shine) << 8
                    | EightBits.of(rgb[2] * light + shine);
        }
    }

    private static void set(float[] rgb, int colour, float factor) {
        rgb[0] = (colour >> 16 & 255) * factor;
        rgb[1] = (colour >> 8 & 255) * factor;
        rgb[2] = (colour & 255) * factor;
    }
}
