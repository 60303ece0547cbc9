package dev.facet.report;

import dev.facet.faces.FaceDataset;
import dev.facet.faces.FaceParts;
import dev.facet.faces.FaceSample;
import dev.facet.faces.Image;
import dev.facet.faces.PartMasks;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Arc2D;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Simple drawn faces with exact parts, so that a sample report needs no data. */
final class CartoonFaces implements FaceDataset {
    static final int SIDE = 96;

    private final int size;

    CartoonFaces(int size) {
        this.size = size;
    }

    @Override
    public String name() {
        return "cartoon faces";
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public List<String> identities() {
        return List.of("somebody");
    }

    @Override
    public Set<FaceParts> parts() {
        return EnumSet.allOf(FaceParts.class);
    }

    @Override
    public FaceSample sample(int i) {
        return FaceSample.of("cartoon" + i, 0, "somebody", () -> draw(i))
                .parts(() -> masks(i))
                .build();
    }

    private static Map<FaceParts, Shape> shapes(int i) {
        SplittableRandom r = new SplittableRandom(i);
        double cx = 48 + 6 * (r.nextDouble() - 0.5);
        double cy = 52 + 6 * (r.nextDouble() - 0.5);
        double w = 26 + 5 * r.nextDouble();
        double h = 34 + 5 * r.nextDouble();
        Area head = new Area(new Ellipse2D.Double(cx - w, cy - h, 2 * w, 2 * h));
        Area hair = new Area(new Ellipse2D.Double(cx - w * 1.2, cy - h * 1.2, w * 2.4, h * 1.9));
        Area face = new Area(new Ellipse2D.Double(cx - w * 0.9, cy - h * 0.72, w * 1.8, h * 1.7));
        hair.subtract(face);
        hair.intersect(new Area(new Rectangle2D.Double(0, 0, SIDE, cy + h * 0.1)));
        Area skin = new Area(head);
        skin.subtract(hair);
        Map<FaceParts, Shape> parts = new LinkedHashMap<>();
        parts.put(FaceParts.HAIR, hair);
        parts.put(FaceParts.FOREHEAD, cut(skin, new Rectangle2D.Double(0, 0, SIDE, cy - h * 0.24)));
        parts.put(FaceParts.JAW, cut(skin, new Rectangle2D.Double(0, cy + h * 0.66, SIDE, SIDE)));
        parts.put(FaceParts.CHEEK, cut(skin, new Rectangle2D.Double(0, cy - h * 0.24, SIDE, h * 0.9)));
        Area eyes = new Area(new Ellipse2D.Double(cx - w * 0.62, cy - h * 0.18, w * 0.46, h * 0.16));
        eyes.add(new Area(new Ellipse2D.Double(cx + w * 0.16, cy - h * 0.18, w * 0.46, h * 0.16)));
        parts.put(FaceParts.EYES, eyes);
        parts.put(FaceParts.NOSE, new Ellipse2D.Double(cx - w * 0.17, cy - h * 0.05, w * 0.34, h * 0.4));
        parts.put(
                FaceParts.MOUTH,
                new Arc2D.Double(cx - w * 0.4, cy + h * 0.3, w * 0.8, h * 0.28, 180, 180, Arc2D.CHORD));
        return parts;
    }

    private static Area cut(Area area, Shape with) {
        Area out = new Area(area);
        out.intersect(new Area(with));
        return out;
    }

    private static Image draw(int i) {
        SplittableRandom r = new SplittableRandom(1000 + i);
        BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = picture.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setColor(Color.getHSBColor(r.nextInt(100) / 100f, 0.25f, 0.75f));
        g.fillRect(0, 0, SIDE, SIDE);
        Color skin = Color.getHSBColor(0.06f, 0.35f + 0.2f * r.nextInt(3) / 3, 0.95f - 0.15f * r.nextInt(4));
        Map<FaceParts, Color> colours = new EnumMap<>(FaceParts.class);
        colours.put(FaceParts.HAIR, Color.getHSBColor(0.08f, 0.6f, 0.15f + 0.6f * r.nextInt(100) / 100));
        colours.put(FaceParts.FOREHEAD, skin);
        colours.put(FaceParts.CHEEK, skin);
        colours.put(FaceParts.JAW, skin);
        colours.put(FaceParts.EYES, Color.WHITE);
        colours.put(FaceParts.NOSE, skin.darker());
        colours.put(FaceParts.MOUTH, new Color(170, 50, 60));
        Map<FaceParts, Shape> shapes = shapes(i);
        shapes.forEach((part, shape) -> {
            g.setColor(colours.get(part));
            g.fill(shape);
        });
        g.setColor(Color.DARK_GRAY);
        g.setStroke(new BasicStroke(1));
        g.draw(shapes.get(FaceParts.EYES));
        Rectangle2D eyes = shapes.get(FaceParts.EYES).getBounds2D();
        g.fill(new Ellipse2D.Double(eyes.getX() + eyes.getWidth() * 0.12, eyes.getCenterY() - 2.5, 5, 5));
        g.fill(new Ellipse2D.Double(eyes.getMaxX() - eyes.getWidth() * 0.12 - 5, eyes.getCenterY() - 2.5, 5, 5));
        g.dispose();
        return Image.of(picture);
    }

    private static PartMasks masks(int i) {
        byte[] labels = new byte[SIDE * SIDE];
        Map<FaceParts, Shape> shapes = shapes(i);
        for (int p = 0; p < labels.length; p++) {
            labels[p] = PartMasks.NONE;
            for (Map.Entry<FaceParts, Shape> part : shapes.entrySet()) {
                if (part.getValue().contains(p % SIDE + 0.5, p / SIDE + 0.5)) {
                    labels[p] = (byte) part.getKey().ordinal();
                }
            }
        }
        Map<FaceParts, PartMasks.Provenance> exact = new EnumMap<>(FaceParts.class);
        for (FaceParts part : FaceParts.values()) {
            exact.put(part, PartMasks.Provenance.EXACT);
        }
        return PartMasks.of(SIDE, SIDE, labels, exact);
    }
}
