package dev.facet.faces;

/**
 * Which landmarks outline what, for {@link LandmarkParts}; each list runs along the outline. Left and right are the
 * picture's.
 *
 * @param contour the whole contour of the face from left to right
 * @param chin the lowest point of the contour
 * @param sides two points of the contour at the height of the eyes, left and right
 * @param brows upper borders of both brows from left to right
 * @param noseTip the tip of the nose
 * @param noseBase lower border of the nose from left to right
 * @param nose around the nose
 * @param noseGrowth how far the nose goes beyond those points, in distances between the eyes
 * @param leftEye around the left eye
 * @param rightEye around the right eye
 * @param leftCheek around the left cheek
 * @param rightCheek around the right cheek
 * @param jaw around the jaw, without the mouth
 * @param mouth around the mouth
 */
record FaceOutlines(
        int[] contour,
        int chin,
        int[] sides,
        int[] brows,
        int noseTip,
        int[] noseBase,
        int[] nose,
        double noseGrowth,
        int[] leftEye,
        int[] rightEye,
        int[] leftCheek,
        int[] rightCheek,
        int[] jaw,
        int[] mouth) {

    // The 68 points leave the wings of the nose out; the growth brings them back.
    private static final FaceOutlines IBUG_68 = new FaceOutlines(
            range(0, 16),
            8,
            new int[] {2, 14},
            range(17, 26),
            30,
            range(31, 35),
            new int[] {27, 31, 32, 33, 34, 35},
            0.08,
            range(36, 41),
            range(42, 47),
            new int[] {1, 2, 3, 4, 48, 31, 39, 40, 41, 36},
            new int[] {15, 14, 13, 12, 54, 35, 42, 47, 46, 45},
            new int[] {4, 5, 6, 7, 8, 9, 10, 11, 12, 54, 55, 56, 57, 58, 59, 48},
            range(48, 59));

    private static final FaceOutlines LAPA_106 = new FaceOutlines(
            range(0, 32),
            16,
            new int[] {4, 28},
            new int[] {33, 34, 35, 36, 37, 42, 43, 44, 45, 46},
            54,
            range(58, 62),
            new int[] {51, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65},
            0,
            range(66, 73),
            range(75, 82),
            new int[] {2, 3, 4, 5, 6, 7, 8, 84, 58, 57, 56, 55, 70, 71, 72, 73, 66},
            new int[] {30, 29, 28, 27, 26, 25, 24, 90, 62, 63, 64, 65, 75, 82, 81, 80, 79},
            new int[] {8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 90, 91, 92, 93, 94, 95, 84},
            range(84, 95));

    /**
     * The outlines among landmarks.
     *
     * @param numbers coordinates: 136 (iBUG 300-W) or 212 (LaPa)
     * @throws IllegalArgumentException for another number
     */
    static FaceOutlines of(int numbers) {
        return switch (numbers) {
            case 2 * Landmarks68.COUNT -> IBUG_68;
            case 2 * Landmarks106.COUNT -> LAPA_106;
            default ->
                throw new IllegalArgumentException(
                        "parts are known for 68 landmarks (136 numbers) and for 106 (212 numbers), got " + numbers);
        };
    }

    private static int[] range(int first, int last) {
        int[] list = new int[last - first + 1];
        for (int i = 0; i < list.length; i++) {
            list[i] = first + i;
        }
        return list;
    }
}
