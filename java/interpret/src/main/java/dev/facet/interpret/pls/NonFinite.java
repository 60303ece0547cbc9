package dev.facet.interpret.pls;

import java.util.List;

/** Says where a feature is not a finite number. */
final class NonFinite {
    private NonFinite() {}

    /** The exception that names a feature whose mean is not finite, and the first row that is at fault. */
    static PlsException at(FeatureRows rows, int[] set, int feature) {
        float[] weight = new float[rows.features()];
        weight[feature] = 1;
        // A row with any NaN or infinity has no finite product, zeros included.
        float[][] products = PlsScores.products(rows, List.of(weight), 1);
        for (int row = 0; row < products.length; row++) { // those of no target too: they are multiplied by 0
            if (!Float.isFinite(products[row][0])) {
                return new PlsException(
                        "Feature " + feature + " of row " + row + " (or a later row) is not a finite number; "
                                + "leave out the rows or features that are NaN or infinite, or compute them anew");
            }
        }
        return new PlsException("The sum of feature " + feature + " over " + set.length
                + " rows is beyond the range of 32-bit floats; scale the features down");
    }
}
