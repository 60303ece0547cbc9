package dev.facet.interpret.classify;

import java.util.Arrays;

/** Rows of samples, columns of features, in double precision; immutable, every value finite. */
public final class Samples {
    private final int rows;
    private final int columns;
    private final double[] values;

    private Samples(int rows, int columns, double[] values) {
        this.rows = rows;
        this.columns = columns;
        this.values = values;
    }

    /**
     * Samples from one array.
     *
     * @param rowMajor {@code rows * columns} finite values, all features of the first sample first; copied
     * @throws IllegalArgumentException if there are not as many values, or naming the first that is not finite
     */
    public static Samples of(int rows, int columns, double... rowMajor) {
        if (rows < 0 || columns < 1 || rowMajor.length != (long) rows * columns) {
            throw new IllegalArgumentException(
                    rowMajor.length + " values do not make " + rows + " samples of " + columns + " features");
        }
        for (int i = 0; i < rowMajor.length; i++) {
            if (!Double.isFinite(rowMajor[i])) {
                throw new IllegalArgumentException("feature " + i % columns + " of sample " + i / columns + " is "
                        + rowMajor[i] + "; leave out samples on which the network fails, or look for the layer that"
                        + " overflows");
            }
        }
        return new Samples(rows, columns, rowMajor.clone());
    }

    /** Samples from one array of floats; see {@link #of(int, int, double...)}. */
    public static Samples of(int rows, int columns, float[] rowMajor) {
        double[] values = new double[rowMajor.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = rowMajor[i];
        }
        return of(rows, columns, values);
    }

    /** Samples of a single feature, such as one neuron's activations. */
    public static Samples ofFeature(double... values) {
        return of(values.length, 1, values);
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** A feature of a sample. */
    public double at(int row, int column) {
        return values[row * columns + column];
    }

    /** Some of the samples, in the order given; one may come more than once. */
    public Samples rows(int... chosen) {
        double[] picked = new double[chosen.length * columns];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(values, chosen[i] * columns, picked, i * columns, columns);
        }
        return new Samples(chosen.length, columns, picked);
    }

    /** Some of the features, in the order given. */
    public Samples columns(int... chosen) {
        if (chosen.length == 0) {
            throw new IllegalArgumentException("samples need a feature");
        }
        double[] picked = new double[rows * chosen.length];
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < chosen.length; j++) {
                picked[row * chosen.length + j] = values[row * columns + chosen[j]];
            }
        }
        return new Samples(rows, chosen.length, picked);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Samples that
                && rows == that.rows
                && columns == that.columns
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * columns + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return rows + " samples of " + columns + " features";
    }
}
