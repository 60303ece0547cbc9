package dev.facet.interpret.maps;

/** Order statistics without sorting. */
final class Selection {
    private Selection() {}

    /**
     * The k-th largest value, 1 being the largest, in expected linear time; the argument is left as it is.
     *
     * <p>Three-way partition (Hoare's selection), so that the long runs of zeros of a ReLU map cost one pass.
     */
    static float kthLargest(float[] values, int k) {
        float[] a = values.clone();
        int wanted = a.length - k;
        int low = 0;
        int high = a.length - 1;
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
