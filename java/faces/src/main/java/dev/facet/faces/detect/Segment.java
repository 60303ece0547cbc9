package dev.facet.faces.detect;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of one axis of a pyramid level, as the proposal network sees it. The network looks through windows of
 * {@value #WINDOW} pixels, one every {@value #STRIDE}; a long axis is cut into pieces that overlap just so much that
 * together they have every window once. Lengths are multiples of {@value #STEP}, so that few distinct shapes occur, and at
 * most {@value #LONGEST}, so that the memory of a run does not depend on the picture.
 *
 * @param start first pixel, a multiple of {@value #STRIDE}
 * @param length pixels; may reach beyond the end of the axis
 * @param windows how many of the piece's windows belong to the axis, from its first one on
 */
record Segment(int start, int length, int windows) {

    static final int WINDOW = 12;
    static final int STRIDE = 2;
    static final int STEP = 16;
    static final int LONGEST = 256;

    private static final int WINDOWS_OF_LONGEST = (LONGEST - WINDOW) / STRIDE + 1;

    /**
     * The pieces of an axis, in order.
     *
     * @param pixels of the axis, at least {@value #WINDOW}; the last window reaches a pixel beyond an odd number
     */
    static List<Segment> of(int pixels) {
        if (pixels < WINDOW) {
            throw new IllegalArgumentException(pixels + " pixels are less than a window of " + WINDOW);
        }
        int windows = (pixels - WINDOW + 1) / STRIDE + 1;
        List<Segment> pieces = new ArrayList<>();
        for (int first = 0; first < windows; first += WINDOWS_OF_LONGEST) {
            int some = Math.min(WINDOWS_OF_LONGEST, windows - first);
            int needed = WINDOW + STRIDE * (some - 1);
            pieces.add(new Segment(STRIDE * first, (needed + STEP - 1) / STEP * STEP, some));
        }
        return pieces;
    }
}
