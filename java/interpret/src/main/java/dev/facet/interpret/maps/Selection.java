package dev.facet.interpret.maps;

/** Order statistics without sorting. */
final class Selection {
    private Selection() {}

    /** Below this a sample would cost what it saves. */
    private static final int WORTH_SAMPLING = 1024;

    /** Prime, and no divisor of the usual widths: the sample is not of the same few columns of every row. */
    private static final int SAMPLE_STEP = 17;

    /**
     * The k-th largest value, 1 being the largest, in expected linear time; the argument is left as it is.
     *
     * <p>Only values above a bound taken from a sample are selected among (as Floyd and Rivest do, 1975): of the top tenth of
     * a map of 112 by 112 that is one comparison a value and a selection in a seventh of them.
     */
    static float kthLargest(float[] values, int k) {
        if (values.length < WORTH_SAMPLING) {
            return kthLargestOf(values.clone(), values.length, k);
        }
        float bound = lowerBound(values, k);
        float[] above = new float[values.length];
        int count = 0;
        for (float value : values) {
            if (value >= bound) {
                above[count++] = value;
            }
        }
        return count >= k
                ? kthLargestOf(above, count, k)
                : kthLargestOf(values.clone(), values.length, k); // The sample misled.
    }

    // A value that the k-th largest is very probably not below: further down in the sample by three deviations of its
    // rank.
    private static float lowerBound(float[] values, int k) {
        float[] sample = new float[values.length / SAMPLE_STEP];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = values[i * SAMPLE_STEP];
        }
        double rank = (double) k / SAMPLE_STEP;
        int safe = (int) Math.min(sample.length, rank + 3 * Math.sqrt(rank) + 1);
        return kthLargestOf(sample, sample.length, safe);
    }

    // Three-way partition (Hoare's selection), so that the long runs of zeros of a ReLU map cost one pass. Reorders a.
    private static float kthLargestOf(float[] a, int length, int k) {
        int wanted = length - k;
        int low = 0;
        int high = length - 1;
        while (low < high) {
            float pivot = medianOfThree(a[low], a[(low + high) >>> 1], a[high]);
            int less = low;
            int greater = high;
            int i = low;
            while (i <= greater) {
                if (a[i] < pivot) {
                    swap(a, i++, less++);
                } else if (a[i] > pivot) {
                    swap(a, i, greater--);
                } else {
                    i++;
                }
            }
            if (wanted < less) {
                high = less - 1;
            } else if (wanted > greater) {
                low = greater + 1;
            } else {
                return pivot;
            }
        }
        return a[low];
    }

    private static float medianOfThree(float a, float b, float c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    private static void swap(float[] a, int i, int j) {
        float t = a[i];
        a[i] = a[j];
        a[j] = t;
    }
}
