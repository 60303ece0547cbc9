package dev.facet.interpret.pls;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What to predict, on its own set of rows: one column of numbers (PLS1: a binary attribute as 0 and 1, an age), or several
 * (PLS2: a column a class, or several angles).
 */
public final class PlsTarget {
    private final String name;
    private final int[] rows;
    private final double[][] columns;
    private final double[] means;

    private PlsTarget(String name, int[] rows, double[][] columns) {
        this.name = name;
        this.rows = rows;
        this.columns = columns;
        this.means = Arrays.stream(columns)
                .mapToDouble(column -> Arrays.stream(column).average().orElse(Double.NaN))
                .toArray();
        check();
    }

    /**
     * One column.
     *
     * @param rows numbers of the rows that take part, ascending
     * @param values one for each of {@code rows}
     * @throws PlsException if there are fewer than two rows, or the values are constant or not finite
     */
    public static PlsTarget of(String name, int[] rows, double[] values) {
        return new PlsTarget(name, rows.clone(), new double[][] {values.clone()});
    }

    /** One column with a value for each row of the matrix; rows whose value is NaN do not take part. */
    public static PlsTarget ofKnown(String name, double[] values) {
        int[] rows = IntStream.range(0, values.length)
                .filter(row -> !Double.isNaN(values[row]))
                .toArray();
        return of(
                name, rows, Arrays.stream(rows).mapToDouble(row -> values[row]).toArray());
    }

    /**
     * Several columns on the same rows, as PLS2 takes them.
     *
     * @param rows numbers of the rows that take part, ascending
     * @param columns [column][one for each of rows]
     * @throws PlsException as {@link #of}; single columns may be constant
     */
    public static PlsTarget ofColumns(String name, int[] rows, double[][] columns) {
        return new PlsTarget(
                name, rows.clone(), Arrays.stream(columns).map(double[]::clone).toArray(double[][]::new));
    }

    /** A column for each class 0 … classes−1, 1 where a row's label is that class. */
    public static PlsTarget ofClasses(String name, int[] rows, int[] labels, int classes) {
        double[][] columns = new double[classes][rows.length];
        for (int i = 0; i < rows.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new PlsException("Target " + name + ": label " + labels[i] + " of row " + rows[i]
                        + " is none of 0 to " + (classes - 1));
            }
            columns[labels[i]][i] = 1;
        }
        return new PlsTarget(name, rows.clone(), columns);
    }

    private void check() {
        if (rows.length < 2) {
            throw new PlsException("Target " + name + " has " + rows.length
                    + " rows; a regression takes at least two, with different values");
        }
        if (columns.length == 0) {
            throw new PlsException("Target " + name + " has no column");
        }
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] < 0 || i > 0 && rows[i] <= rows[i - 1]) {
                throw new PlsException("Target " + name + ": row numbers must ascend from 0 on, but " + rows[i]
                        + (i == 0 ? " is the first" : " follows " + rows[i - 1]));
            }
        }
        boolean varies = false;
        for (double[] column : columns) {
            if (column.length != rows.length) {
                throw new PlsException(
                        "Target " + name + " has " + column.length + " values for " + rows.length + " rows");
            }
            for (int i = 0; i < column.length; i++) {
                if (!Double.isFinite(column[i])) {
                    throw new PlsException("Target " + name + ": the value of row " + rows[i] + " is " + column[i]
                            + "; leave out rows whose value is not known");
                }
                varies |= column[i] != column[0];
            }
        }
        if (!varies) {
            throw new PlsException("Target " + name + " is constant (" + columns[0][0] + " in all " + rows.length
                    + " rows): there is nothing to predict");
        }
    }

    public String name() {
        return name;
    }

    /** Numbers of the rows that take part, ascending. */
    public int[] rows() {
        return rows.clone();
    }

    /** How many rows take part. */
    public int rowCount() {
        return rows.length;
    }

    /** Number of columns. */
    public int columns() {
        return columns.length;
    }

    /** The column's values, one for each of {@link #rows}. */
    public double[] values(int column) {
        return columns[column].clone();
    }

    /** The column's mean. */
    public double mean(int column) {
        return means[column];
    }

    /** The first i whose row is not before {@code row}. */
    int firstFrom(int row) {
        int at = Arrays.binarySearch(rows, row);
        return at < 0 ? -at - 1 : at;
    }

    int row(int i) {
        return rows[i];
    }

    /** Value of the i-th row less the column's mean. */
    double centred(int column, int i) {
        return columns[column][i] - means[column];
    }

    void requireWithin(int rowCount) {
        if (rows[rows.length - 1] >= rowCount) {
            throw new PlsException(
                    "Target " + name + " names row " + rows[rows.length - 1] + "; there are " + rowCount);
        }
    }
}
