package dev.facet.faces;

import java.util.SplittableRandom;

/**
 * How a picture of any shape becomes a network's square input.
 *
 * @param kind the rule
 * @param shortestSide length in pixels of the shorter side before the square is cut out; 0 for {@link Kind#STRETCH}
 */
public record Framing(Kind kind, int shortestSide) {

    /** The rules. */
    public enum Kind {
        /** The whole picture, resized to the square; its shape changes. */
        STRETCH,
        /** The picture keeps its shape; the square is cut out of the middle. */
        CENTRE_CROP,
        /** The picture keeps its shape; the square is cut out anywhere, each place equally likely. */
        RANDOM_CROP
    }

    // Of a panorama only the middle is kept: a thin strip would otherwise grow without limit.
    private static final int LONGEST_SHAPE = 4;

    /** Refuses sides out of range. */
    public Framing {
        boolean fits = kind == Kind.STRETCH ? shortestSide == 0 : shortestSide >= 8 && shortestSide <= 4096;
        if (!fits) {
            throw new IllegalArgumentException("the shortest side must be from 8 to 4096, got " + shortestSide);
        }
    }

    /** The whole picture, resized to the square. */
    public static Framing stretch() {
        return new Framing(Kind.STRETCH, 0);
    }

    /** The middle of the picture after its shorter side has become {@code shortestSide} pixels long. */
    public static Framing centreCrop(int shortestSide) {
        return new Framing(Kind.CENTRE_CROP, shortestSide);
    }

    /** Any square of the picture after its shorter side has become {@code shortestSide} pixels long; for training. */
    public static Framing randomCrop(int shortestSide) {
        return new Framing(Kind.RANDOM_CROP, shortestSide);
    }

    /** The same without chance, for evaluation: a random crop becomes the centre crop. */
    public Framing centred() {
        return kind == Kind.RANDOM_CROP ? centreCrop(shortestSide) : this;
    }

    /** The picture that is kept in memory and cut from, at {@code stretchedSide} pixels where shapes change. */
    Image working(Image picture, int stretchedSide) {
        if (kind == Kind.STRETCH) {
            return picture.resize(stretchedSide, stretchedSide);
        }
        double shorter = Math.min(picture.width(), picture.height());
        double w = Math.min(picture.width(), LONGEST_SHAPE * shorter);
        double h = Math.min(picture.height(), LONGEST_SHAPE * shorter);
        double x = (picture.width() - w) / 2;
        double y = (picture.height() - h) / 2;
        return picture.resize(x, y, x + w, y + h, (int) Math.round(w / shorter * shortestSide), (int)
                Math.round(h / shorter * shortestSide));
    }

    /**
     * One draw of a crop's upper left corner.
     *
     * @return x and y in pixels of the working picture
     */
    int[] corner(Image working, int size, SplittableRandom random) {
        int roomX = working.width() - size;
        int roomY = working.height() - size;
        return kind == Kind.RANDOM_CROP
                ? new int[] {random.nextInt(roomX + 1), random.nextInt(roomY + 1)}
                : new int[] {roomX / 2, roomY / 2};
    }
}
