package dev.facet.engine;

/**
 * Geometry of a 2-D convolution (docs/ops.md, {@code conv2d}): strides, zero padding and dilation in pixels, and the number of
 * channel groups.
 */
public record Conv2d(
        int strideH,
        int strideW,
        int padTop,
        int padLeft,
        int padBottom,
        int padRight,
        int dilationH,
        int dilationW,
        int groups) {

    public Conv2d {
        if (strideH < 1 || strideW < 1 || dilationH < 1 || dilationW < 1 || groups < 1) {
            throw new IllegalArgumentException("Strides, dilations and groups of a convolution are at least 1: strides "
                    + strideH + ", " + strideW + ", dilations " + dilationH + ", " + dilationW + ", groups " + groups);
        }
        if (padTop < 0 || padLeft < 0 || padBottom < 0 || padRight < 0) {
            throw new IllegalArgumentException("The padding of a convolution is not negative: " + padTop + ", "
                    + padLeft + ", " + padBottom + ", " + padRight);
        }
    }

    /** Stride 1, no padding, no dilation, one group. */
    public static Conv2d valid() {
        return new Conv2d(1, 1, 0, 0, 0, 0, 1, 1, 1);
    }

    /** Stride 1 and the padding that keeps the image size for an odd {@code kernel} size. */
    public static Conv2d same(int kernel) {
        if (kernel < 1 || kernel % 2 == 0) {
            throw new IllegalArgumentException("Conv2d.same needs an odd kernel size, not " + kernel
                    + "; give the padding with pad(top, left, bottom, right)");
        }
        return valid().pad(kernel / 2);
    }

    /** This with the stride {@code s} on both axes. */
    public Conv2d stride(int s) {
        return new Conv2d(s, s, padTop, padLeft, padBottom, padRight, dilationH, dilationW, groups);
    }

    /** This with {@code p} pixels of padding on every side. */
    public Conv2d pad(int p) {
        return pad(p, p, p, p);
    }

    /** This with the given padding. */
    public Conv2d pad(int top, int left, int bottom, int right) {
        return new Conv2d(strideH, strideW, top, left, bottom, right, dilationH, dilationW, groups);
    }

    /** This with {@code g} groups; input and output channels must be multiples of it. */
    public Conv2d groups(int g) {
        return new Conv2d(strideH, strideW, padTop, padLeft, padBottom, padRight, dilationH, dilationW, g);
    }

    /** This with dilation {@code d} on both axes. */
    public Conv2d dilation(int d) {
        return new Conv2d(strideH, strideW, padTop, padLeft, padBottom, padRight, d, d, groups);
    }
}
