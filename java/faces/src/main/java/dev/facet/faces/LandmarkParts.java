package dev.facet.faces;

import dev.facet.faces.PartMasks.Provenance;
import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.EnumMap;
import java.util.Map;

/**
 * Part masks from 68 or 106 landmarks. Eyes, nose, mouth, cheeks and jaw follow points that outline them
 * ({@link Provenance#DERIVED}); no point lies on the forehead's upper border or on the hair, so those two are
 * extrapolated ({@link Provenance#GUESSED}). Where outlines overlap, mouth goes before eyes, nose, jaw, cheek, forehead
 * and hair. On a face turned far to one side the hidden eye and cheek are left out. Brows belong to the forehead.
 */
public final class LandmarkParts {

    /** Asymmetry of the nose between the sides of the jaw beyond which (about 45 degrees of yaw) one side is hidden. */
    private static final double HIDDEN_SIDE = 0.7;

    /** The lids around the eyes, in distances between the eyes. */
    private static final double EYE_GROWTH = 0.15;

    private static final Map<FaceParts, Provenance> PROVENANCE = provenance();

    private final float[] xy;
    private final FaceOutlines lines;
    private final double iod;
    /** From the base of the nose to the middle of the brows: the face's up axis and its unit of height. */
    private final double upX;

    private final double upY;
    private final double browX;
    private final double browY;

    private LandmarkParts(float[] xy, FaceOutlines lines) {
        this.xy = xy;
        this.lines = lines;
        double[] left = mean(lines.leftEye());
        double[] right = mean(lines.rightEye());
        iod = Math.hypot(right[0] - left[0], right[1] - left[1]);
        double[] brows = mean(lines.brows());
        double[] noseBase = mean(lines.noseBase());
        browX = brows[0];
        browY = brows[1];
        upX = brows[0] - noseBase[0];
        upY = brows[1] - noseBase[1];
    }

    private static Map<FaceParts, Provenance> provenance() {
        EnumMap<FaceParts, Provenance> map = new EnumMap<>(FaceParts.class);
        for (FaceParts part : FaceParts.values()) {
            boolean guess = part == FaceParts.HAIR || part == FaceParts.FOREHEAD;
            map.put(part, guess ? Provenance.GUESSED : Provenance.DERIVED);
        }
        return map;
    }

    /**
     * Makes the masks.
     *
     * @param xy {@code x0, y0, ...} in pixels: 136 values in the order of iBUG 300-W ({@link Landmarks68}), or 212 in that
     *     of LaPa ({@link Landmarks106}); points outside the picture are clipped
     * @param width of the picture in pixels
     * @param height of the picture in pixels
     * @throws FaceDataException if the points are not finite or all in one place
     */
    public static PartMasks of(float[] xy, int width, int height) {
        FaceOutlines lines = FaceOutlines.of(xy.length);
        for (int i = 0; i < xy.length; i++) {
            if (!Float.isFinite(xy[i])) {
                throw new FaceDataException("Landmark " + i / 2 + " is not a finite number. Check the annotation.");
            }
        }
        LandmarkParts parts = new LandmarkParts(xy, lines);
        if (parts.iod < 1) {
            throw new FaceDataException(
                    "The eyes of the landmarks are less than a pixel apart. Check the annotation or its scale.");
        }
        return PartMasks.of(width, height, parts.labels(width, height), PROVENANCE);
    }

    private byte[] labels(int width, int height) {
        double asymmetry = asymmetry();
        boolean leftHidden = asymmetry > HIDDEN_SIDE;
        boolean rightHidden = asymmetry < -HIDDEN_SIDE;
        LabelCanvas canvas = new LabelCanvas(width, height, new AffineTransform());
        // From the least to the most important part: later ones cover earlier ones.
        canvas.paint(FaceParts.HAIR, hair());
        canvas.paint(FaceParts.FOREHEAD, forehead());
        if (!leftHidden) {
            canvas.paint(FaceParts.CHEEK, polygon(lines.leftCheek()));
        }
        if (!rightHidden) {
            canvas.paint(FaceParts.CHEEK, polygon(lines.rightCheek()));
        }
        canvas.paint(FaceParts.JAW, polygon(lines.jaw()));
        paintGrown(canvas, FaceParts.NOSE, polygon(lines.nose()), lines.noseGrowth());
        if (!leftHidden) {
            paintGrown(canvas, FaceParts.EYES, polygon(lines.leftEye()), EYE_GROWTH);
        }
        if (!rightHidden) {
            paintGrown(canvas, FaceParts.EYES, polygon(lines.rightEye()), EYE_GROWTH);
        }
        canvas.paint(FaceParts.MOUTH, polygon(lines.mouth()));
        return canvas.labels();
    }

    /** -1 to 1; 0 where the tip of the nose is half way between the sides, positive where it is near the left one. */
    private double asymmetry() {
        double left = distance(lines.noseTip(), lines.sides()[0]);
        double right = distance(lines.noseTip(), lines.sides()[1]);
        return (right - left) / (right + left);
    }

    private double distance(int a, int b) {
        return Math.hypot(x(a) - x(b), y(a) - y(b));
    }

    private double[] mean(int[] points) {
        double x = 0;
        double y = 0;
        for (int point : points) {
            x += x(point) / points.length;
            y += y(point) / points.length;
        }
        return new double[] {x, y};
    }

    private void paintGrown(LabelCanvas canvas, FaceParts part, Shape shape, double growthInIod) {
        canvas.paint(part, shape);
        if (growthInIod == 0) {
            return;
        }
        float width = (float) (2 * growthInIod * iod);
        canvas.paint(
                part, new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND).createStrokedShape(shape));
    }

    private Path2D polygon(int[] points) {
        Path2D path = new Path2D.Double();
        path.moveTo(x(points[0]), y(points[0]));
        for (int i = 1; i < points.length; i++) {
            path.lineTo(x(points[i]), y(points[i]));
        }
        path.closePath();
        return path;
    }

    // From the sides over an arc whose highest point is 0.9 heights above the brows, back along the brows.
    private Path2D forehead() {
        Path2D path = new Path2D.Double();
        double leftX = x(leftEnd()) + 0.55 * upX;
        double leftY = y(leftEnd()) + 0.55 * upY;
        double rightX = x(rightEnd()) + 0.55 * upX;
        double rightY = y(rightEnd()) + 0.55 * upY;
        path.moveTo(leftX, leftY);
        // The middle of a cubic arc lies at 3/4 of its control points' height over the ends.
        double lift = 0.9 / 0.75;
        path.curveTo(
                leftX + lift * rise(leftX, leftY) * upX,
                leftY + lift * rise(leftX, leftY) * upY,
                rightX + lift * rise(rightX, rightY) * upX,
                rightY + lift * rise(rightX, rightY) * upY,
                rightX,
                rightY);
        for (int i = lines.brows().length - 1; i >= 0; i--) {
            path.lineTo(x(lines.brows()[i]), y(lines.brows()[i]));
        }
        path.closePath();
        return path;
    }

    // Height of the forehead's top over a point, along the up axis, in its units and relative to the nominal 0.9.
    private double rise(double fromX, double fromY) {
        double topX = browX + 0.9 * upX;
        double topY = browY + 0.9 * upY;
        double along = ((topX - fromX) * upX + (topY - fromY) * upY) / (upX * upX + upY * upY);
        return Math.max(0, along) / 0.9;
    }

    // The head's ellipse, grown, above the line through the ears, without the face.
    private Shape hair() {
        double topX = browX + 0.9 * upX;
        double topY = browY + 0.9 * upY;
        int chin = lines.chin();
        double centreX = (topX + x(chin)) / 2;
        double centreY = (topY + y(chin)) / 2;
        double height = Math.hypot(topX - x(chin), topY - y(chin));
        double across = distance(leftEnd(), rightEnd());
        double grown = 1.35;
        AffineTransform place = AffineTransform.getTranslateInstance(centreX, centreY);
        place.rotate(Math.atan2(upX, -upY));
        Area head = new Area(place.createTransformedShape(
                new Ellipse2D.Double(-grown * across / 2, -grown * height / 2, grown * across, grown * height)));
        double far = 4 * (across + height);
        double tilt = Math.atan2(y(rightEnd()) - y(leftEnd()), x(rightEnd()) - x(leftEnd()));
        AffineTransform ears = AffineTransform.getTranslateInstance(
                (x(leftEnd()) + x(rightEnd())) / 2, (y(leftEnd()) + y(rightEnd())) / 2);
        ears.rotate(tilt);
        head.intersect(new Area(ears.createTransformedShape(new Rectangle2D.Double(-far, -far, 2 * far, far))));
        head.subtract(new Area(forehead()));
        head.subtract(new Area(polygon(lines.contour())));
        head.subtract(new Area(temples()));
        return head;
    }

    private Path2D temples() {
        int[] points = new int[lines.brows().length + 2];
        points[0] = leftEnd();
        System.arraycopy(lines.brows(), 0, points, 1, lines.brows().length);
        points[points.length - 1] = rightEnd();
        return polygon(points);
    }

    private int leftEnd() {
        return lines.contour()[0];
    }

    private int rightEnd() {
        return lines.contour()[lines.contour().length - 1];
    }

    private double x(int point) {
        return xy[2 * point];
    }

    private double y(int point) {
        return xy[2 * point + 1];
    }
}
