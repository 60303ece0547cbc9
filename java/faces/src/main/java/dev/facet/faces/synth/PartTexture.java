package dev.facet.faces.synth;

import dev.facet.faces.FaceParts;
import dev.facet.faces.LabelCanvas;
import dev.facet.faces.PartMasks;
import java.awt.BasicStroke;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;

/** Which part every point of the face belongs to, cut from the same outlines that are painted. */
final class PartTexture {

    private final double scale;
    private final int width;
    private final int height;

    /** Eyes include their lids: this much around the opening, in face units. */
    private static final float LIDS = 0.1f;

    /** Above this height a bald head is no forehead any more. */
    private static final double FOREHEAD_TOP = -1.1;

    private final byte[] labels;

    /** @param scale pixels per face unit */
    PartTexture(Features f, double scale) {
        this.scale = scale;
        width = FaceCanvas.width(scale);
        height = FaceCanvas.height(scale);
        AffineTransform place = AffineTransform.getScaleInstance(scale, scale);
        place.translate(-FaceCanvas.LEFT, -FaceCanvas.TOP);
        LabelCanvas canvas = new LabelCanvas(width, height, place);
        double far = FaceCanvas.RIGHT;
        canvas.paint(FaceParts.FOREHEAD, forehead(f, far));
        for (int side = -1; side <= 1; side += 2) {
            canvas.paint(FaceParts.CHEEK, cheek(f, side, far));
        }
        canvas.paint(FaceParts.JAW, jaw(f, far));
        canvas.paint(FaceParts.NOSE, f.noseOutline());
        for (int side = 0; side < 2; side++) {
            Path2D eye = f.eye(side == 0);
            canvas.paint(FaceParts.EYES, eye);
            canvas.paint(
                    FaceParts.EYES,
                    new BasicStroke(2 * LIDS, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND).createStrokedShape(eye));
        }
        canvas.paint(FaceParts.MOUTH, f.mouthOutline());
        labels = canvas.labels();
    }

    /** A part's ordinal or {@link PartMasks#NONE}. */
    byte at(float x, float y) {
        int px = (int) ((x - FaceCanvas.LEFT) * scale);
        int py = (int) ((y - FaceCanvas.TOP) * scale);
        return px < 0 || py < 0 || px >= width || py >= height ? PartMasks.NONE : labels[py * width + px];
    }

    // Brows included: the lower border runs just under them.
    private static Path2D forehead(Features f, double far) {
        Path2D p = new Path2D.Double();
        p.moveTo(-far, FOREHEAD_TOP);
        p.lineTo(far, FOREHEAD_TOP);
        p.lineTo(far, f.y(26));
        double under = 0.06;
        for (int i = 26; i >= 17; i--) {
            p.lineTo(f.x(i), f.y(i) + under);
        }
        p.lineTo(-far, f.y(17));
        p.closePath();
        return p;
    }

    private static Path2D cheek(Features f, int side, double far) {
        boolean left = side < 0;
        int corner = left ? 48 : 54;
        Path2D p = new Path2D.Double();
        p.moveTo(side * far, 0.05);
        p.lineTo(side * far, f.y(corner));
        p.lineTo(f.x(corner), f.y(corner));
        p.lineTo(f.x(left ? 31 : 35), f.y(left ? 31 : 35));
        p.lineTo(side * 0.12, 0.1);
        p.lineTo(f.x(left ? 39 : 42), f.y(left ? 39 : 42));
        p.lineTo(f.x(left ? 36 : 45), f.y(left ? 36 : 45));
        p.closePath();
        return p;
    }

    private static Path2D jaw(Features f, double far) {
        Path2D p = new Path2D.Double();
        p.moveTo(-far, f.y(48));
        p.lineTo(f.x(48), f.y(48));
        p.lineTo(f.x(54), f.y(54));
        p.lineTo(far, f.y(54));
        p.lineTo(far, FaceCanvas.BOTTOM);
        p.lineTo(-far, FaceCanvas.BOTTOM);
        p.closePath();
        return p;
    }
}
