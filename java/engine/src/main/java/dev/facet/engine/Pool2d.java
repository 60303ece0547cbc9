package dev.facet.engine;

/** Geometry of a 2-D pooling: window, strides and padding in pixels. Every window must meet the image: padding is less than the window. */
public record Pool2d(
        int windowH, int windowW, int strideH, int strideW, int padTop, int padLeft, int padBottom, int padRight) {

    public Pool2d {
        if (windowH < 1 || windowW < 1 || strideH < 1 || strideW < 1) {
            throw new IllegalArgumentException("Window and strides of a pooling are at least 1: window " + windowH + "x"
                    + windowW + ", strides " + strideH + ", " + strideW);
        }
        if (padTop < 0 || padLeft < 0 || padBottom < 0 || padRight < 0) {
            throw new IllegalArgumentException("The padding of a pooling is not negative: " + padTop + ", " + padLeft
                    + ", " + padBottom + ", " + padRight);
        }
        if (padTop >= windowH || padBottom >= windowH || padLeft >= windowW || padRight >= windowW) {
            throw new IllegalArgumentException("The padding of a pooling is smaller than its window: window " + windowH
                    + "x" + windowW + ", padding " + padTop + ", " + padLeft + ", " + padBottom + ", " + padRight);
        }
    }

    /** A square window that moves by its own size, without padding. */
    public static Pool2d of(int window) {
        return new Pool2d(window, window, window, window, 0, 0, 0, 0);
    }

    /** This with the stride {@code s} on both axes. */
    public Pool2d stride(int s) {
        return new Pool2d(windowH, windowW, s, s, padTop, padLeft, padBottom, padRight);
    }

    /** This with {@code p} pixels of padding on every side. */
    public Pool2d pad(int p) {
        return new Pool2d(windowH, windowW, strideH, strideW, p, p, p, p);
    }
}
