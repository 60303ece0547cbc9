package dev.facet.interpret.probe;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Which picture is which row: one matrix of the pictures that any label is fitted on, one of those that any is judged on.
 *
 * @param train pictures of the first matrix, ascending
 * @param judged pictures of the second, ascending
 */
record RowLayout(int[] train, int[] judged) {

    static RowLayout of(List<LabelSample> samples) {
        return new RowLayout(union(samples, sample -> new int[][] {sample.train()}), union(samples, sample ->
                new int[][] {sample.validation(), sample.test()}));
    }

    private static int[] union(List<LabelSample> samples, Function<LabelSample, int[][]> pictures) {
        return samples.stream()
                .flatMap(sample -> Arrays.stream(pictures.apply(sample)))
                .flatMapToInt(Arrays::stream)
                .sorted()
                .distinct()
                .toArray();
    }

    /** Number of rows of both matrices. */
    int rows() {
        return train.length + judged.length;
    }

    /** The rows of pictures to fit on, ascending. */
    int[] trainRows(LabelSample sample) {
        return rows(train, sample.train());
    }

    int[] validationRows(LabelSample sample) {
        return rows(judged, sample.validation());
    }

    int[] testRows(LabelSample sample) {
        return rows(judged, sample.test());
    }

    private static int[] rows(int[] matrix, int[] pictures) {
        return Arrays.stream(pictures).map(p -> Arrays.binarySearch(matrix, p)).toArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowLayout that
                && Arrays.equals(train, that.train)
                && Arrays.equals(judged, that.judged);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(train) + Arrays.hashCode(judged);
    }

    @Override
    public String toString() {
        return train.length + " pictures fitted on, " + judged.length + " judged";
    }
}
